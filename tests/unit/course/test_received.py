"""Times of handing in, from a CSV file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.received import read_received
from autograder.errors import GradingError


@pytest.fixture
def csv(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "received.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_ids_and_times_are_read(csv):
    times = read_received(csv("student_id,received\n77,2026-10-05T23:41:00+09:00\n\n 김 , 2026-10-05T14:41:00Z \n"))

    assert times == {
        "77": datetime(2026, 10, 5, 14, 41, tzinfo=UTC),
        "~EA~B9~80": datetime(2026, 10, 5, 14, 41, tzinfo=UTC),
    }


def test_a_header_and_a_byte_order_mark_are_optional(csv):
    assert list(read_received(csv(b"\xef\xbb\xbf77,2026-10-05T23:41:00+09:00\r\n"))) == ["77"]


def test_of_several_times_the_latest_counts(csv):
    times = read_received(csv("77,2026-10-06T00:00:00+09:00\n77,2026-10-05T00:00:00+09:00\n"))

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
def test_a_bad_line_is_named(csv, text, sentence):
    with pytest.raises(GradingError, match=sentence):
        read_received(csv(text))


def test_a_missing_or_unreadable_file_is_said(csv, tmp_path):
    with pytest.raises(GradingError, match="can't be read"):
        read_received(tmp_path / "none.csv")
    with pytest.raises(GradingError, match="UTF-8"):
        read_received(csv(b"\xff\xfe7\x00"))


@given(data=st.binary(max_size=60))
def test_no_file_raises_anything_else(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "received.csv"
    path.write_bytes(data)
    try:
        read_received(path)
    except GradingError as error:
        assert str(path) in str(error)
