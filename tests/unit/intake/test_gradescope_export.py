"""Only the metadata of a Gradescope export tells whose its folders are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.intake.discovery import Discovered, find
from term.download_names import unpacked
from tests.fixtures.notebooks import save, zip_of

METADATA = b"""\
submission_1:
  :submitters:
  - :name: Kim Ada
    :sid: '0042'
    :email: ada@x.edu
  - :name: Lee Bo
    :sid: 43
    :email: bo@x.edu
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :score: 1.0
submission_2:
  :submitters:
  - :name: Park Su
    :sid:
    :email: su@x.edu
submission_3:
  :submitters: []
"""
FILES = {
    "submission_1/knn.ipynb": b"1", "submission_1/data.csv": b"", "submission_2/deep/knn.ipynb": b"2", "submission_3/knn.ipynb": b"3",
}  # fmt: skip


def read(path: Path) -> Discovered:
    return find([path], assignment="knn")


@pytest.mark.parametrize("top", ["", "assignment_5_export/"])
@pytest.mark.parametrize("zipped", [False, True])
def test_every_submitter_is_told_by_the_metadata(tmp_path, top, zipped):
    names = {top + name: data for name, data in {**FILES, "submission_metadata.yml": METADATA}.items()}
    path = save(tmp_path / "export.zip", zip_of(names)) if zipped else unpacked(tmp_path / "in", names)

    files = read(path)

    assert [(file.student_id, file.data) for file in files] == [("0042", b"1"), ("43", b"1"), ("su@x.edu", b"2")]
    assert files[0].received == datetime(2026, 4, 26, 17, 34, 0, 861687, tzinfo=UTC)
    assert files[0].beside == (f"{top}submission_1/data.csv",)
    assert [left.source for left in files.not_taken] == [f"{top}submission_3/knn.ipynb"]


def test_an_export_without_its_metadata_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(GradingError, match=r"without its submission_metadata\.yml"):
        read(unpacked(tmp_path, FILES))


@pytest.mark.parametrize("damaged", [b"a: [", b"- 1", b"\xff\xfe\x00", b"!!python/object/apply:os.system ['x']"])
def test_damaged_metadata_is_one_sentence(tmp_path, damaged):
    with pytest.raises(GradingError, match="can't be read"):
        read(unpacked(tmp_path, {**FILES, "submission_metadata.yml": damaged}))


TAKEN_OVER = b"""\
kim.zip: {':submitters': [{':sid': mallory}]}
knn.zip: {':submitters': [{':sid': '201'}]}
"""


@pytest.mark.parametrize(
    "place", ["Lee Bo_202_assignsubmission_file_/", "Lee Bo_202_assignsubmission_file_/submission_1/"]
)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_student_who_hands_in_metadata_changes_nothing_for_others(tmp_path, place, zipped):
    names = {
        "Kim Ada_201_assignsubmission_file_/kim.zip": b"1",
        "Lee Bo_202_assignsubmission_file_/knn.zip": b"2",
        f"{place}submission_metadata.yml": TAKEN_OVER,
    }
    path = save(tmp_path / "class.zip", zip_of(names)) if zipped else unpacked(tmp_path / "in", names)

    assert [(file.student_id, file.data) for file in read(path)] == [("201", b"1"), ("202", b"2")]


def test_metadata_in_a_students_folder_is_theirs_and_not_the_exports(tmp_path):
    names = {**FILES, "submission_metadata.yml": METADATA, "submission_3/submission_metadata.yml": TAKEN_OVER}

    files = read(unpacked(tmp_path, names))

    assert [(file.student_id, file.data) for file in files] == [("0042", b"1"), ("43", b"1"), ("su@x.edu", b"2")]


def test_members_of_a_group_are_not_doubted_for_what_one_of_them_typed(tmp_path):
    told = b"""\
submission_1:
  :submitters: [{":sid": "42"}, {":sid": "43"}]
submission_2:
  :submitters: [{":sid": "44"}]
"""
    names = {"submission_1/42-knn.zip": b"1", "submission_2/42-knn.zip": b"2", "submission_metadata.yml": told}

    files = read(unpacked(tmp_path, names)).unread()

    assert [(one.student_id, one.team, one.comparable) for one in files] == [
        ("42", "submission_1/42-knn.zip", False), ("43", "submission_1/42-knn.zip", False), ("44", "", True),
    ]  # fmt: skip
    assert [one.doubts for one in files[:2]] == [(), ()]


def test_of_two_submissions_of_one_person_the_later_counts(tmp_path):
    told = b"""\
submission_1:
  :submitters: [{":sid": "42"}, {":sid": "43"}]
  :created_at: 2026-10-05 22:30:00.123456000 Z
submission_2:
  :submitters: [{":sid": "43"}]
  :created_at: 2026-10-05 23:30:00 +0200
"""

    files = read(
        unpacked(
            tmp_path,
            {"submission_1/knn.ipynb": b"1", "submission_2/knn.ipynb": b"2", "submission_metadata.yml": told},
        )
    )

    assert [(file.student_id, file.data) for file in files] == [("42", b"1"), ("43", b"1")]
