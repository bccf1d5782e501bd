"""A class's zip is read wherever it lies alone; a student's zip is never taken for one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from autograder.errors import DecisionNeeded, GradingError
from autograder.intake import own_cells
from autograder.intake.discovery import Discovered, find
from tests.fixtures.notebooks import handed_in, save, solved, to_bytes, zip_of
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

TOY = small_assignment()
UNNAMED = to_bytes(solved(RELEASE, SOLUTIONS))


def of(student_id: str) -> bytes:
    return to_bytes(solved(RELEASE, SOLUTIONS, name="Kim", student_id=student_id, option=1, group=""))


def zipped(student_id: str) -> bytes:
    notebook = solved(RELEASE, SOLUTIONS, name="Kim", student_id=student_id, option=1, group="")
    return handed_in(notebook, TOY.name, "1", student_id=student_id)


def found(*paths: Path) -> Discovered:
    return find(paths, assignment=TOY.name, ours=partial(own_cells.worth, assignment=TOY))


def ids(*paths: Path) -> list[str]:
    return [file.student_id for file in found(*paths).unread()]


CLASSES = [
    {"Anna/kim.ipynb": of("1"), "Anna/lee.ipynb": of("2"), "Ben/cho.ipynb": of("3")},
    {"Anna/kim.zip": zipped("1"), "Anna/lee.zip": zipped("2"), "Ben/cho.zip": zipped("3")},
    {"kim.ipynb": of("1"), "lee.zip": zipped("2"), "cho.ipynb": of("3"), "readme.txt": b"x"},
]


@pytest.mark.parametrize("files", CLASSES)
def test_a_zip_of_tutors_folders_is_a_class(tmp_path, files):
    path = save(tmp_path / "all.zip", zip_of(files))

    assert ids(path) == ids(tmp_path) == ["1", "2", "3"]


def test_the_class_zip_that_is_all_a_folder_holds_is_read_and_said(tmp_path):
    save(tmp_path / "submissions.zip", zip_of({"kimada_30_9001_x.ipynb": of("1"), "leebo_31_9002_x.ipynb": of("2")}))
    save(tmp_path / "readme.txt", b"from the LMS")

    files = found(tmp_path)

    assert [file.student_id for file in files.unread()] == ["30", "31"]
    assert "submissions.zip is the class's zip, and was read." in files.said
    assert [left.source for left in files.not_taken] == ["readme.txt"]


def test_one_of_several_files_is_not_split_up(tmp_path):
    both = save(tmp_path / "kim.zip", zip_of({"mine.ipynb": of("1"), "friend.ipynb": of("2")}))
    other = save(tmp_path / "lee.ipynb", of("3"))

    with pytest.raises(DecisionNeeded, match=r"kim\.zip holds notebooks that say they are of 2 people"):
        found(both, other)
    in_a_folder = found(tmp_path)

    assert [file.student_id for file in in_a_folder.unread()] == ["3"]
    assert [left.source for left in in_a_folder.not_taken] == ["kim.zip"]


def test_a_zip_named_by_a_students_number_is_no_class(tmp_path):
    path = save(tmp_path / "2022000001.zip", zip_of({"mine.ipynb": of("1"), "friend.ipynb": of("2")}))

    with pytest.raises(GradingError, match="named like one student's hand-in, and holds files of 2 students"):
        found(path)


def test_a_zip_of_several_that_say_nothing_is_no_guess(tmp_path):
    path = save(tmp_path / "all.zip", zip_of({"kim.ipynb": UNNAMED, "lee.ipynb": UNNAMED}))

    with pytest.raises(DecisionNeeded, match=r"all\.zip holds 2 hand-ins, such as kim\.ipynb and lee\.ipynb"):
        found(path)


@pytest.mark.parametrize(
    "files", [{"doubling.ipynb": UNNAMED, "doubling_final.ipynb": UNNAMED}, {"a.ipynb": of("1"), "b.ipynb": of("1")}]
)
def test_versions_in_a_zip_are_one_person(tmp_path, files):
    assert len(found(save(tmp_path / "homework.zip", zip_of(files)))) == 1
