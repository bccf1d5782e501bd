"""Pages go back to whom they are about, or are named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from autograder.errors import DecisionNeeded, GradingError
from autograder.export import download_names, feedback, lms
from autograder.export.feedback import Packed
from autograder.export.final_marks import FinalMark
from autograder.export.given_out import GivenOut
from autograder.model import Record
from autograder.people.class_lists import Student
from autograder.results import atomic
from autograder.results.folder import Folder
from tests.fixtures.report import record

WORKSHEET = (
    b"Identifier,Full name,ID number,Grade,Feedback comments\n"
    b"Participant 201,Kim Ada,2022000001,,\nParticipant 202,Lee Bo,2022000002,,\nParticipant 55,A Stranger,2022000055,,old\n"
)
KIM, LEE = Student("2022000001", "Kim Ada", group="Team 7"), Student("2022000002", "Lee Bo", group="Team 7")


def marks(folder: Folder, *records: Record) -> list[FinalMark]:
    for one in records:
        atomic.write(folder.page(one.student_id), f"page of {one.student_id}".encode())
    return [FinalMark(one, one.score) for one in records]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def written(packed: Packed, given: GivenOut) -> tuple[Path, tuple[str, ...]]:
    made = feedback.write("folder", packed, given)
    given.save()
    return made


def test_moodle_s_own_names_go_back(folder: Folder) -> None:
    own = record("201", source="Kim Ada_201_assignsubmission_file_/knn.ipynb", name="Lee Bo", group="")

    packed = feedback.pack("moodle", folder, marks(folder, own), (), None)

    assert packed.files == {"Kim Ada_201_assignsubmission_file_/feedback.html": b"page of 201"}


def test_a_team_s_page_goes_to_each_member_and_never_to_a_stranger(folder: Folder) -> None:
    source = "Team 7_55_assignsubmission_file_/knn.ipynb"
    one = record("2022000001", source=source, group="Team 7")
    other = record("2022000002", source=source, group="Team 7", handed_in_by="2022000001")
    team = record("55", source=source, group="")

    packed = feedback.pack("moodle", folder, marks(folder, one, other), (KIM, LEE), WORKSHEET)
    without = feedback.pack("moodle", folder, marks(folder, one, other), (KIM, LEE), None)
    alone = feedback.pack("moodle", folder, marks(folder, team), (), WORKSHEET)

    assert {download_names.recipient("moodle", path): student for path, student in packed.owners.items()} == {
        "201": "2022000001",
        "202": "2022000002",
    }
    assert (without.files, len(without.left_out)) == ({}, 2)
    assert (alone.files, [student for student, _ in alone.left_out]) == ({}, ["55"])


def test_without_a_worksheet_no_page_goes_by_a_number_that_may_be_a_team_s(folder: Folder) -> None:
    team = record("55", source="Team 7_55_assignsubmission_file_/knn.ipynb", group="")
    alone = record("201", source="Kim Ada_201_assignsubmission_file_/knn.ipynb")

    packed = feedback.pack("moodle", folder, marks(folder, team, alone), (KIM, LEE), None)

    assert list(packed.owners.values()) == ["201"]
    assert packed.left_out == (("55", lms.MAY_BE_TEAM),)


def test_what_a_student_typed_as_group_or_name_sends_nothing_elsewhere(folder: Folder) -> None:
    own = record("zz9", source="zz9-knn.zip", name="A Stranger", group="")

    assert feedback.pack("moodle", folder, marks(folder, own), (), WORKSHEET).files == {}
    assert feedback.pack("moodle", folder, marks(folder, own), (), None).files == {}


def test_canvas_gets_a_zip_for_a_zip_and_is_told_how_a_page_is_shown(folder: Folder) -> None:
    zipped = record("30", source="kimada_30_9001_knn.zip")
    bare = record("31", source="leebo_LATE_31_9002_knn.ipynb")
    text = record("32", source="parkmin_32_text.html")

    packed = feedback.pack("canvas", folder, marks(folder, zipped, bare, text), (), None)

    assert sorted(packed.files) == ["kimada_30_9001_feedback.zip", "leebo_31_9002_feedback.html"]
    with zipfile.ZipFile(io.BytesIO(packed.files["kimada_30_9001_feedback.zip"])) as inner:
        assert inner.read("feedback.html") == b"page of 30"
    assert packed.left_out == (
        ("32", "their file's name isn't one of Canvas's download; --to folder makes a folder for each student"),
    )
    assert "1 page appears as the student's own notebook" in packed.notes[0]


def test_canvas_s_number_is_the_roster_s_where_the_record_has_the_course_s_id(folder: Folder) -> None:
    own = record("2022000001", source="kimada_30_9001_knn.ipynb")
    student = Student("2022000001", "Kim Ada", lms_id="30")

    assert list(feedback.pack("canvas", folder, marks(folder, own), (student,), None).files) == [
        "kimada_30_9001_feedback.html"
    ]


def test_blackboard_and_a_folder_have_a_folder_for_each(folder: Folder, tmp_path: Path) -> None:
    own = record("kim ada", source="HW 1_kada_attempt_2026-10-05-12-00-00_k.ipynb")
    student = Student("kim ada", "Kim Ada", lms_id="kada")

    assert list(feedback.pack("blackboard", folder, marks(folder, own), (student,), None).files) == [
        "kada/feedback.html"
    ]
    packed = feedback.pack("folder", folder, marks(folder, own), (), None)
    path, _ = written(packed, GivenOut(tmp_path))

    assert [one.name for one in path.iterdir()] == ["kim~20ada"]


def test_a_page_that_is_not_there_is_named(folder: Folder) -> None:
    packed = feedback.pack("folder", folder, [FinalMark(record("1"), 5.0)], (), None)

    assert packed.left_out == (("1", "has no page; `autograder report` writes it"),)


def test_comments_are_of_those_whose_page_is_sent(folder: Folder, tmp_path: Path) -> None:
    listed = marks(folder, record("2022000001"), record("2022000002"))

    made = feedback.worksheet_comments("moodle", WORKSHEET, listed, (KIM, LEE), ["2022000001"], GivenOut(tmp_path))

    lines = made.data.decode().splitlines()
    assert list(made.written) == ["2022000001"]
    assert lines[1].endswith("hidden checks passed. The feedback page tells more.")
    assert lines[2:] == WORKSHEET.decode().splitlines()[2:]


def test_a_comment_says_what_is_not_among_the_points_yet() -> None:
    assert "1 answer waits for a person" in feedback.summary(FinalMark(record("1"), 5.0, waiting=1))
    assert "waits" not in feedback.summary(FinalMark(record("1"), 5.0))


def test_a_folder_keeps_what_others_put_into_it_and_loses_pages_of_ours_that_are_not_sent(
    folder: Folder, tmp_path: Path
) -> None:
    place = tmp_path / "feedback-folder"
    given = GivenOut(tmp_path)
    written(feedback.pack("folder", folder, marks(folder, record("1"), record("2")), (), None), given)
    (place / "2" / "annotated.pdf").write_bytes(b"ours")
    (place / "readme.txt").write_bytes(b"words")

    _, notes = written(feedback.pack("folder", folder, marks(folder, record("1")), (), None), given)

    left = sorted(one.relative_to(place).as_posix() for one in place.rglob("*") if one.is_file())
    assert left == ["1/feedback.html", "2/annotated.pdf", "readme.txt"]
    assert notes == (f"Others' files in {place} stay (2): 2/annotated.pdf, readme.txt",)


def test_a_page_that_somebody_changed_is_not_written_over(folder: Folder, tmp_path: Path) -> None:
    packed = feedback.pack("folder", folder, marks(folder, record("1")), (), None)
    given = GivenOut(tmp_path)
    feedback.demand_untouched(packed, given)
    path, _ = written(packed, given)
    feedback.demand_untouched(packed, given)
    (path / "1" / "feedback.html").write_bytes(b"with a remark")

    with pytest.raises(DecisionNeeded, match="somebody has changed"):
        feedback.demand_untouched(packed, given)


def test_a_worksheet_without_numbers_is_refused(folder: Folder) -> None:
    with pytest.raises(GradingError, match="no participants' numbers"):
        feedback.pack("moodle", folder, marks(folder, record("1")), (), b"First name,Grade\nKim,\n")


def test_folders_that_a_disk_would_take_for_one_are_not_both_sent(folder: Folder) -> None:
    listed = marks(folder, record("Kim"), record("kim"))

    packed = feedback.pack("blackboard", folder, listed, (), None)

    assert list(packed.files) == ["Kim/feedback.html"]
    assert packed.left_out == (("kim", "its folder and that of Kim differ in capitals only"),)
