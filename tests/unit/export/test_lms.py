"""Files for Canvas, Moodle and Blackboard."""

from __future__ import annotations

import codecs
import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.export import lms
from autograder.export.lms import Score
from autograder.results import csv_files

TITLE = "k-Nearest Neighbours"
KIM = Score("2022123456", "Kim Minji", 74.5, "74.5 of 88 points; 30 of 42 hidden checks passed.")
LEE = Score("2022000002", "Lee Jun", 88.0)

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz (7),k-Nearest Neighbours (4711),Final Score
    Points Possible,,,,,10,88,(read only)
"Minji, Kim",901,2022123456,kim@uni.example,A,9,,77
"Jun, Lee",902,2022000002,lee@uni.example,A,,12,50
"Student, Test",903,,test,A,,,
"""
MOODLE = """\
\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 41","Kim Minji",2022123456,kim@uni.example,"Submitted for grading",,100.00,Yes,"Monday, 5 October 2026, 9:12 PM",-,
"Participant 42","Lee Jun",,2022000002@uni.example,"No submission",12.00,100.00,Yes,-,-,"old words"
"""
BLACKBOARD = '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"k-Nearest Neighbours [Total Pts: 88 Score] |998"\r\n"Kim"\t"Minji"\t"minji9"\t"2022123456"\t""\r\n"Lee"\t"Jun"\t"2022000002"\t""\t"12.00"\r\n'


def rows(data: bytes, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    return csv_files.read(data.decode(encoding), delimiter=delimiter)


def changed(before: list[list[str]], after: list[list[str]]) -> dict[tuple[int, int], str]:
    """Name the cells that differ."""
    assert [len(row) for row in before] == [len(row) for row in after]
    return {
        (y, x): new
        for y, (old_row, new_row) in enumerate(zip(before, after, strict=True))
        for x, (old, new) in enumerate(zip(old_row, new_row, strict=True))
        if old != new
    }


def test_canvas_gets_our_column_and_keeps_every_other_cell() -> None:
    filled = lms.fill("canvas", CANVAS.encode(), [KIM, LEE], TITLE, 88)

    assert changed(rows(CANVAS.encode()), rows(filled.data)) == {(2, 6): "74.5", (3, 6): "88"}
    assert (filled.entered, filled.unknown) == (2, ())


def test_canvas_keeps_the_points_possible_row_as_it_is() -> None:
    assert (
        b"\n    Points Possible,,,,,10,88,(read only)\n" in lms.fill("canvas", CANVAS.encode(), [KIM], TITLE, 88).data
    )


@pytest.mark.parametrize("known_as", ["901", "2022123456", "KIM@uni.example", "kim"])
def test_canvas_finds_a_student_by_any_id(known_as: str) -> None:
    filled = lms.fill("canvas", CANVAS.encode(), [Score(known_as, "", 5)], TITLE, 88)

    assert rows(filled.data)[2][6] == "5"


def test_a_student_without_an_id_is_found_by_name_in_either_order() -> None:
    assert rows(lms.fill("canvas", CANVAS.encode(), [Score("?", "Kim Minji", 5)], TITLE, 88).data)[2][6] == "5"


def test_two_students_of_one_name_are_never_guessed() -> None:
    twins = CANVAS + '"Minji, Kim",904,,kim2,A,,,\n'

    filled = lms.fill("canvas", twins.encode(), [Score("?", "Kim Minji", 5)], TITLE, 88)

    assert filled.unknown == ("?",)
    assert not changed(rows(twins.encode()), rows(filled.data))


def test_canvas_gets_a_new_column_when_it_has_none() -> None:
    filled = lms.fill("canvas", CANVAS.encode(), [KIM], "Optimizers", 50)

    assert [row[-1] for row in rows(filled.data)] == ["Optimizers", "50", "74.5", "", ""]


def test_moodle_gets_grade_and_comment_and_nothing_else() -> None:
    filled = lms.fill("moodle", MOODLE.encode(), [KIM, LEE], TITLE, 88)

    assert filled.data.startswith(codecs.BOM_UTF8)
    assert changed(rows(MOODLE.encode()), rows(filled.data)) == {(1, 5): "74.5", (1, 10): KIM.comment, (2, 5): "88"}


def test_moodle_knows_the_number_of_its_bulk_download() -> None:
    assert rows(lms.fill("moodle", MOODLE.encode(), [Score("42", "", 5)], TITLE, 88).data)[2][5] == "5"


def test_a_localized_worksheet_is_understood() -> None:
    german = (
        MOODLE.replace("Grade,", "Bewertung,", 1)
        .replace('"Maximum grade"', "Bestwertung")
        .replace('"Full name"', '"Vollständiger Name"')
    )

    assert rows(lms.fill("moodle", german.encode(), [KIM], TITLE, 88).data)[1][5] == "74.5"


def test_a_grade_that_moodle_would_skip_is_refused() -> None:
    with pytest.raises(GradingError, match="would skip the row"):
        lms.fill("moodle", MOODLE.replace("100.00", "50.00").encode(), [KIM], TITLE, 88)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_blackboards_encoding_and_tabs_stay(encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE

    filled = lms.fill("blackboard", mark + BLACKBOARD.encode(encoding), [KIM, LEE], TITLE, 88)

    assert filled.data.startswith(mark)
    text = filled.data[2:].decode(encoding)
    assert text.count("\r\n") == 3
    assert [row[4] for row in csv.reader(text.splitlines(), delimiter="\t")][1:] == ["74.5", "88"]


def test_a_missing_column_says_what_to_do() -> None:
    with pytest.raises(GradingError, match="no column for 'Optimizers'"):
        lms.fill("blackboard", BLACKBOARD.encode(), [KIM], "Optimizers", 50)


def test_whom_the_file_does_not_know_is_told() -> None:
    assert lms.fill("canvas", CANVAS.encode(), [Score("1", "Nobody", 5), KIM], TITLE, 88).unknown == ("1",)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe\x81\x8d", b'"open', b"\n\n"])
def test_what_is_no_table_is_one_sentence(data: bytes) -> None:
    with pytest.raises(GradingError):
        lms.fill("moodle", data, [KIM], TITLE, 88)


def test_a_name_that_is_a_formula_is_quoted_and_an_id_is_not_touched() -> None:
    evil = CANVAS.replace('"Minji, Kim",901', '"=cmd|x",901').replace("kim@uni", "@kim@uni")

    after = rows(lms.fill("canvas", evil.encode(), [KIM], TITLE, 88).data)

    assert after[2][0] == "'=cmd|x"
    assert after[2][3] == "@kim@uni.example"


@given(st.text(st.characters(), max_size=40), st.text(st.characters(), min_size=1, max_size=20))
def test_tables_of_our_own_hold_any_name_as_text(name: str, student: str) -> None:
    for system in ("canvas", "moodle"):
        found = rows(lms.table(system, [Score(student, name, 1.5)], TITLE).data, "utf-8")

        assert len(found) == 2
        assert all(cell.strip()[:1] not in set("=+-@") for cell in found[1])


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"), max_size=8),
            min_size=4,
            max_size=4,
        ),
        max_size=5,
    )
)
def test_any_roster_survives_the_round_trip(cells: list[list[str]]) -> None:
    table = [["Identifier", "Email address", "Status", "Grade"], *cells]
    data = csv_files.write_exact(table).encode()

    filled = lms.fill("moodle", data, [], TITLE, 88)

    assert rows(filled.data, "utf-8") == rows(data, "utf-8")


def test_blackboard_needs_a_file_of_its_own() -> None:
    with pytest.raises(GradingError, match="--template"):
        lms.table("blackboard", [KIM], TITLE)
