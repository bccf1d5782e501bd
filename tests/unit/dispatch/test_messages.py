"""What is sent between two processes of ours arrives as it was, or is seen not to have arrived."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import msgspec
import pytest

from autograder.dispatch.messages import Before, Job, Result, RunSetup, read_frame, write_frame
from autograder.model import SubmittedFile

FILE = SubmittedFile(b"\x00zip", "a.zip", "s1", "s2", False, True, ("b.zip",), datetime(2026, 10, 5, tzinfo=UTC), "why")


@pytest.mark.parametrize(
    "message",
    [
        Job(1, FILE),
        Job(2, FILE, Before(b"{}", b"run")),
        Result(1, b"{}", b"page", None, 2),
        RunSetup("r", "n", 7, "cpu", 1),
    ],
)
def test_a_message_arrives_as_it_was(message):
    stream = io.BytesIO()
    write_frame(stream, message)
    stream.seek(0)

    assert msgspec.msgpack.decode(read_frame(stream), type=type(message)) == message
    assert read_frame(stream) is None


@pytest.mark.parametrize("cut", [1, 7, 8, 20])
def test_a_message_that_is_cut_off_is_none(cut):
    stream = io.BytesIO()
    write_frame(stream, Job(1, FILE))

    assert read_frame(io.BytesIO(stream.getvalue()[:cut])) is None
