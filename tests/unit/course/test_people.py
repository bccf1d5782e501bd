"""Who is expected, and who is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import people
from autograder.course.people import Student, read_roster, read_times
from autograder.errors import GradingError
from autograder.results.folder import Folder
from tests.fixtures.report import record


def written(folder: Path, text: str) -> Path:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "2022000001,Kim Ada,17\n2022000002,Lee Bo\n",
        "student_id,name,lms_id\n2022000001,Kim Ada,17\n2022000002,Lee Bo,\n",
        "\ufeffSection,LMS ID,Name,Student ID\nA,17,Kim Ada,2022000001\n\nB,,Lee Bo,2022000002\n",
    ],
)
def test_columns_are_found_with_and_without_headings(tmp_path, text):
    found = read_roster(written(tmp_path, text))

    assert found == (Student("2022000001", "Kim Ada", "17"), Student("2022000002", "Lee Bo"))
    assert people.by_lms_id(found) == {"17": "2022000001"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,A\n2,B\n1,C\n", r"line 3: 1 stands there already"),
        ("student_id,name\n1,A\n,B\n", r"line 3: there is no student's id"),
        ("student_id,name\n", r"names no student"),
        ("", r"names no student"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(GradingError, match=said):
        read_roster(written(tmp_path, text))


def test_a_roster_that_is_not_there_is_said_to_be_none(tmp_path):
    with pytest.raises(GradingError, match=r"nowhere\.csv can't be read"):
        read_roster(tmp_path / "nowhere.csv")


@given(st.binary(max_size=200))
def test_no_file_does_worse_than_be_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_bytes(data)

    try:
        found = read_roster(path)
    except GradingError:
        return

    assert found and all(student.student_id for student in found)


def test_without_a_roster_nobody_is_missing_or_unexpected(tmp_path):
    assert people.expected(Folder(tmp_path)) == ()
    assert people.missing((), [record("1")]) == people.unexpected((), [record("1")]) == ()


# ---------------------------------------------------------------- times


@pytest.fixture
def times_csv(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "received.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_ids_and_times_are_read(times_csv):
    times = read_times(times_csv("student_id,received\n77,2026-10-05T23:41:00+09:00\n\n 김 , 2026-10-05T14:41:00Z \n"))

    assert times == {
        "77": datetime(2026, 10, 5, 14, 41, tzinfo=UTC),
        "김": datetime(2026, 10, 5, 14, 41, tzinfo=UTC),
    }


def test_a_header_and_a_byte_order_mark_are_optional(times_csv):
    assert list(read_times(times_csv(b"\xef\xbb\xbf77,2026-10-05T23:41:00+09:00\r\n"))) == ["77"]


def test_of_several_times_the_latest_counts(times_csv):
    times = read_times(times_csv("77,2026-10-06T00:00:00+09:00\n77,2026-10-05T00:00:00+09:00\n"))

    assert times["77"].day == 6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("77,2026-10-05T23:41:00", "line 1: the time .* has no UTC offset"),
        ("id,time\n77,yesterday", "line 2: 'yesterday' is no ISO time"),
        ("77", "line 1: expected"),
        (",2026-10-05T23:41:00Z", "line 1: expected"),
        ("7," + "9" * 200_000, "line 1: "),
    ],
)
def test_a_bad_line_of_times_is_named(times_csv, text, sentence):
    with pytest.raises(GradingError, match=sentence):
        read_times(times_csv(text))


def test_a_missing_or_unreadable_file_is_said(times_csv, tmp_path):
    with pytest.raises(GradingError, match="can't be read"):
        read_times(tmp_path / "none.csv")
    with pytest.raises(GradingError, match="UTF-8"):
        read_times(times_csv(b"\xff7"))


@given(data=st.binary(max_size=60))
def test_no_file_of_times_raises_anything_else(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "received.csv"
    path.write_bytes(data)
    try:
        read_times(path)
    except GradingError as error:
        assert str(path) in str(error)
