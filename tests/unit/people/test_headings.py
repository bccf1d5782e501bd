"""What the columns of a class list are."""

from __future__ import annotations

import pytest

from autograder.errors import GradingError
from autograder.people.headings import columns_of, heading


@pytest.mark.parametrize(
    ("written", "compared"),
    [("E-Mail_Address ", "e mail address"), ("\ufeffStudent", "student"), ("  학번 ", "학번"), ("#", "#"), ("", "")],
)
def test_headings_are_compared_without_what_systems_differ_in(written, compared):
    assert heading(written) == compared


def columns(line: str, **options: str):
    return columns_of("list.csv, line 1", line.split(","), options.get("id_column", ""))


def test_the_most_telling_id_is_looked_at_first():
    assert columns("Email,ID,SIS Login ID,SIS User ID,Student,Section").ids == (3, 2, 1, 0)
    assert columns("Username,Student ID").ids == (1, 0)
    assert columns("Name,E-Mail").ids == (1,)


def test_a_name_is_one_column_or_two():
    assert columns("ID,Student,Section").names == (1,)
    assert columns("Last Name,First Name,Student ID").names == (1, 0)
    assert columns("id 번호,이름,성").names == (1, 2)  # in the file's order: languages call them differently
    assert columns("학번,이름").names == (1,)


def test_an_lms_s_own_columns_are_left_out_by_name_and_a_person_s_are_refused():
    assert columns("Student,ID,Section,HW1 (12),Final Score").left_out == ("HW1 (12)", "Final Score")
    with pytest.raises(GradingError, match=r"list\.csv, line 1: 'HW1 \(12\)' is no heading"):
        columns("학번,이름,HW1 (12)")


def test_moodle_s_number_of_a_participant_is_no_id():
    found = columns("Identifier,Full name,Email address,Grade")

    assert (found.participant, found.ids) == (0, (2,))
    assert columns("ID,Vollständiger Name,E-Mail-Adresse,Bewertung").participant == 0


def test_any_column_may_be_chosen_for_the_ids():
    assert columns("Kennung,Name", id_column="kennung").ids == (0,)
    with pytest.raises(GradingError, match="no heading for the students' ids is there"):
        columns("Kennung,Name")
    with pytest.raises(GradingError, match="no column 'Kenung'"):
        columns("Kennung,Name", id_column="Kenung")


def test_canvas_s_own_number_is_told_where_the_name_stands_in_two_columns():
    found = columns("LastName,FirstName,ID,SIS User ID,SIS Login ID,Section,HW1 (12)")

    assert (found.at["lms_id"], found.names, found.ids[0], found.left_out) == (2, (1, 0), 3, ("HW1 (12)",))
    assert "lms_id" not in columns("LastName,FirstName,ID,Section").at
