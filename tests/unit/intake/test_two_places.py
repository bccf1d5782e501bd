"""A file that is named for one person and lies in another's folder stops the run: it never takes the place of the person's own."""

from __future__ import annotations

import pytest

from autograder.errors import DecisionNeeded
from autograder.intake.discovery import find
from term.download_names import unpacked
from tests.fixtures.notebooks import save, zip_of


def ids(tmp_path, *names: str) -> list[str]:
    return [
        file.student_id for file in find([unpacked(tmp_path, dict.fromkeys(names, b"x"))], assignment="knn").unread()
    ]


@pytest.mark.parametrize(
    "theirs",
    [
        ["Mallory/2022000001-knn (9).zip"],
        ["Mallory/2022000001-knn.zip", "Mallory/2022000003-knn.zip"],
        ["Mallory/late/2022000001-knn.ipynb"],
    ],
)
def test_a_file_named_for_a_classmate_never_takes_their_files_place(tmp_path, theirs):
    with pytest.raises(DecisionNeeded, match="2022000001 lies in somebody else's folder") as stopped:
        ids(tmp_path, "Kim Ada/2022000001-knn.zip", "Lee Bo/2022000002-knn.zip", *theirs)

    assert theirs[0] in str(stopped.value)


def test_a_folder_named_by_a_classmates_number_is_not_theirs(tmp_path):
    with pytest.raises(DecisionNeeded, match="2022000001 lies in somebody else's folder"):
        ids(tmp_path, "Kim Ada/knn.ipynb", "Lee Bo/knn.ipynb", "Mallory/knn.ipynb", "Mallory/2022000001/knn.ipynb")


@pytest.mark.parametrize(
    "names",
    [
        ["old/2022000001-knn.zip", "new/2022000001-knn.zip"],
        ["A/2022000001-knn.zip", "A/2022000002-knn.zip", "late/2022000001-knn-1.zip"],
        ["Kim Ada/2022000001-knn.zip", "Kim Ada/old/2022000001-knn.zip", "Lee Bo/2022000002-knn.zip"],
        ["1/2022000001-knn.zip", "2/2022000001-knn-1.zip", "2/2022000002-knn.zip"],
        [
            "Team A/2022000001-knn.zip",
            "Team B/2022000002-knn.zip",
            "Team C/2022000003-knn.zip",
            "Team C/2022000004-knn.zip",
        ],
        ["Mon/2022000001/knn.ipynb", "Mon/2022000002/knn.ipynb", "Tue/2022000003/knn.ipynb"],
    ],
)
def test_several_files_of_one_person_in_nobodys_folders_are_attempts(tmp_path, names):
    assert ids(tmp_path, *names) == sorted(
        {part[:10] for name in names for part in name.split("/") if part[:4] == "2022"}
    )


@pytest.mark.parametrize("twins", [("knn.ipynb", "KNN.ipynb"), ("\u00e9.zip", "e\u0301.zip"), ("a.zip", "a.ZIP")])
def test_two_files_of_one_student_that_differ_in_capitals_stop_no_class(tmp_path, twins):
    held = {"Kim Ada_201_assignsubmission_file_/knn.zip": b"1"}
    held |= {f"Lee Bo_202_assignsubmission_file_/{name}": b"2" for name in twins}

    files = find([save(tmp_path / "class.zip", zip_of(held))], assignment="knn").unread()

    assert [file.student_id for file in files] == ["201", "202"]
