"""A frame comes back as it went, in however many pieces, and one that is cut short is none."""

from __future__ import annotations

import io
import os
import socket

import pytest

from autograder import frames


@pytest.mark.parametrize("body", [b"", b"x", os.urandom(3 << 20)], ids=["nothing", "a byte", "megabytes"])
def test_a_frame_comes_back_as_it_went(body):
    stream = io.BytesIO(frames.framed(body) + frames.framed(b"next"))

    assert frames.read(stream.read) == body
    assert frames.read(stream.read) == b"next"


def test_a_frame_may_come_a_byte_at_a_time():
    stream = io.BytesIO(frames.framed(b"slowly"))

    assert frames.read(lambda most: stream.read(min(most, 1))) == b"slowly"


@pytest.mark.parametrize("kept", [0, 3, 8, 9])
def test_a_frame_that_is_cut_short_ends_in_eof(kept):
    with pytest.raises(EOFError):
        frames.read(io.BytesIO(frames.framed(b"some bytes")[:kept]).read)


def test_no_byte_after_the_frame_is_taken():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frames.framed(b"one") + b"rest")

        assert frames.read(ours.recv) == b"one"
        assert ours.recv(99) == b"rest"
