"""Time that a child spends waiting for a processor is given back; all other time is its own."""

from __future__ import annotations

import os
import socket
import time

import pytest

from autograder.sandbox.outside import deadlines
from autograder.sandbox.outside.deadlines import Deadline, wait_for_reply


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def test_the_kernel_tells_how_long_a_process_waited() -> None:
    first = deadlines.starved(os.getpid())

    assert deadlines.starved(os.getpid()) >= first >= 0


def test_a_process_that_is_gone_waited_for_nothing() -> None:
    assert deadlines.starved(2**22 + 1) == 0


def test_a_reply_that_is_there_is_read_at_once(ends) -> None:
    ends[1].send(b"x")
    before = time.monotonic()

    assert wait_for_reply(ends[0], os.getpid(), 10, Deadline(10)) <= before + 11


def test_a_child_that_sleeps_gets_no_more_time(ends, monkeypatch) -> None:
    monkeypatch.setattr(deadlines, "starved", lambda pid: 5.0)
    before = time.monotonic()

    assert wait_for_reply(ends[0], 1, 0.1, Deadline(10)) <= before + 0.2


def test_a_child_that_was_kept_waiting_gets_that_time_back_but_not_without_end(ends, monkeypatch) -> None:
    begin = time.monotonic()
    monkeypatch.setattr(deadlines, "starved", lambda pid: time.monotonic() - begin)
    whole = Deadline(100)

    end = wait_for_reply(ends[0], 1, 0.2, whole)

    assert 0.5 < end - begin < 1.0
    assert whole.at > begin + 100.5


def test_the_submission_s_time_ends_a_call_too(ends) -> None:
    whole = Deadline(0.1)

    assert wait_for_reply(ends[0], 1, 10, whole) == whole.at
    assert whole.passed()
