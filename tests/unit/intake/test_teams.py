"""A team's file is a member's, a shared file everybody's who has it; nobody is doubted for the name that another of them typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.intake.discovery import Discovered, find
from autograder.people import groups
from autograder.people.class_lists import Student
from term.download_names import canvas, moodle, unpacked

CLASS = (
    Student("2024001", "Kim Ada", group="Team_7: a/b", lms_id="201"),
    Student("2024002", "Lee Bo", group="Team_7: a/b", lms_id="202"),
    Student("2024003", "A Stranger", lms_id="55"),
)


def found(tmp_path: Path, *names: str, students: tuple[Student, ...] = CLASS) -> Discovered:
    folder = unpacked(tmp_path / "in", {name: name.encode() for name in names})
    return find(
        [folder],
        assignment="knn",
        roster={one.lms_id: one.student_id for one in students},
        names={one.lms_id: one.name for one in students},
        members=lambda team: groups.members_of_team(team, students),
    )


def test_a_teams_number_that_is_a_strangers_reaches_the_team(tmp_path):
    files = found(tmp_path, moodle("Team_7: a/b", 55, "knn.ipynb"), moodle("A Stranger", 55, "k.zip")).unread()

    assert {(file.student_id, file.team, file.comparable, file.doubts) for file in files} == {
        ("2024001", "Team 7 ab", False, ()), ("2024003", "", True, ()),
    }  # fmt: skip


def test_the_member_whom_the_file_is_named_for_has_handed_it_in(tmp_path):
    (file,) = found(tmp_path, moodle("Team_7: a/b", 9, "2024002-knn.zip")).unread()

    assert (file.student_id, file.doubts, file.shared) == ("2024002", (), False)


def test_a_team_s_file_that_is_named_for_a_stranger_is_doubted(tmp_path):
    (file,) = found(tmp_path, moodle("Team_7: a/b", 9, "2024003-knn.zip")).unread()

    assert file.student_id == "2024001"
    assert file.doubts == ("The file is named for 2024003, whom it isn't of by the LMS.",)


def test_a_team_in_which_all_have_files_of_their_own_merges_with_none(tmp_path):
    own = (moodle("Kim Ada", 201, "a.zip"), moodle("Lee Bo", 202, "b.zip"))

    files = found(tmp_path, moodle("Team_7: a/b", 9, "knn.ipynb"), *own).unread()

    assert {file.student_id: file.attempts for file in files} == {"2024001": (), "2024002": (), "9": ()}


def test_a_team_that_the_roster_does_not_know_is_as_it_was(tmp_path):
    (file,) = found(tmp_path, moodle("Team 8", 9, "knn.ipynb")).unread()

    assert (file.student_id, file.team) == ("9", "")


@pytest.mark.parametrize("claim", ["2024001-knn.zip", "2024002-knn.zip", "knn.ipynb"])
def test_a_group_s_file_in_canvas_is_that_of_the_member_whose_number_it_has(tmp_path, claim):
    (file,) = found(tmp_path, canvas("team7ab", 202, 9001, claim)).unread()

    assert (file.student_id, file.team, file.comparable, file.doubts, file.shared) == (
        "2024002",
        "team7ab",
        False,
        (),
        False,
    )


def test_a_group_among_many_who_hand_in_alone_is_one_where_canvas_has_a_member_s_number_for_it(tmp_path):
    alone = [Student(f"300{n}", f"Person {n}", lms_id=f"70{n}") for n in range(3)]
    names = [canvas(one.name, one.lms_id, 9100 + n, "k.ipynb") for n, one in enumerate(alone)]

    files = found(tmp_path, canvas("team7ab", 202, 9001, "2024001-knn.zip"), *names, students=(*CLASS, *alone)).unread()

    assert [(one.team, one.doubts) for one in files] == [("team7ab", ()), ("", ()), ("", ()), ("", ())]


def test_a_group_s_file_in_canvas_that_is_named_for_a_stranger_is_doubted_and_a_stranger_s_number_is_no_member_s(
    tmp_path,
):
    (stranger,) = found(tmp_path / "a", canvas("team7ab", 202, 9001, "2024003-knn.zip")).unread()
    (number,) = found(tmp_path / "b", canvas("team7ab", 55, 9001, "knn.ipynb")).unread()

    assert stranger.doubts == ("The file is named for 2024003, whom it isn't of by the LMS.",)
    assert (number.student_id, number.team) == ("2024003", "")
    assert "The download shows the name team7ab" in number.doubts[0]


def test_whoever_is_called_as_their_own_team_is_a_person_in_canvas_too(tmp_path):
    ada, bo = (
        Student("2024001", "Ada Kim", group="Kim Ada", lms_id="201"),
        Student("2", "Bo", group="kim ada", lms_id="7"),
    )
    files = found(
        tmp_path, canvas("Kim, Ada", 201, 9001, "a.zip"), canvas("Bo", 7, 9002, "b.zip"), students=(ada, bo)
    ).unread()

    assert [(one.student_id, one.team, one.doubts) for one in files] == [("2", "", ()), ("2024001", "", ())]


def test_two_who_have_one_file_in_canvas_are_told_as_a_group(tmp_path):
    names = (
        canvas("Kim, Ada", 201, 9001, "2024001-knn.zip"),
        canvas("Lee, Bo", 202, 9001, "2024001-knn.zip"),
        canvas("A, Stranger", 55, 9002, "2024001-knn.zip"),
    )

    files = found(tmp_path, *names)

    assert {file.student_id: (file.team, file.shared, bool(file.doubts)) for file in files.unread()} == {
        "2024001": ("attachment 9001", False, False), "2024002": ("attachment 9001", False, False), "2024003": ("", True, False),
    }  # fmt: skip
    assert "2024001, 2024002 have one and the same file in Canvas (attachment 9001)" in files.said[1]


def test_late_in_canvas_s_name_is_kept_and_a_person_called_late_is_not_late(tmp_path):
    files = found(tmp_path, canvas("Kim, Ada", 201, 9001, "k.zip", late=True), canvas("Late", 202, 9002, "LATE_k.zip"))

    assert {file.student_id: file.late for file in files.unread()} == {"2024001": True, "2024002": False}
    (file,) = found(tmp_path / "b", canvas("", "", 9003, "x.ipynb", late=True, anonymous="7Kd2x")).unread()
    assert file.late


def test_a_person_who_is_called_as_a_team_is_among_people_stands_for_no_team(tmp_path):
    names = moodle("Kim Ada", 7, "a.zip"), moodle("Lee Bo", 8, "b.zip"), moodle("Team_7: a/b", 9, "2024001-knn.zip")
    files = {file.student_id: file for file in found(tmp_path, *names).unread()}

    assert files.keys() == {"7", "8", "9"}
    assert not any(file.team for file in files.values())
    assert "a team's name, among names of people" in files["9"].doubts[-1]
