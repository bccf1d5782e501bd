"""Deadlines on the wall clock that a busy machine doesn't shorten.

A child that is ready to run, but waits for a processor because other work has it, isn't slow. The kernel counts that waiting (schedstat), so
it is given back: to the call, and to the submission. Sleeping and computing are the child's own time. What is given back is bounded, for a
child can make its own threads wait for each other.
"""

from __future__ import annotations

import select
import socket
import time
from pathlib import Path

_MOST = 3.0  # times the time itself
_LEAST = 0.05  # less than this isn't worth another wait
_FRAME = 1.0  # for reading a frame that has begun to arrive


class Deadline:
    """The end of a submission's time; moves when the machine was busy with others."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds
        self._left_to_give = _MOST * seconds

    def passed(self) -> bool:
        """Say whether the time is over."""
        return time.monotonic() >= self.at

    def give_back(self, seconds: float) -> None:
        """Move the end by time that wasn't the submission's."""
        given = min(seconds, self._left_to_give)
        self._left_to_give -= given
        self.at += given


def wait_for_reply(channel: socket.socket, pid: int, seconds: float, whole: Deadline) -> float:
    """Wait for the first byte of a reply, at most `seconds` of the child's own time; return the frame's deadline (time.monotonic)."""
    deadline = time.monotonic() + seconds
    most = deadline + _MOST * seconds
    readable = select.poll()
    readable.register(channel, select.POLLIN)
    if readable.poll(_LEAST * 1000):  # nearly every reply
        return max(deadline, time.monotonic() + _FRAME)
    known = starved(pid)
    while True:
        until = min(deadline, whole.at, most)
        if readable.poll(max(0.0, until - time.monotonic()) * 1000):
            return max(until, time.monotonic() + _FRAME)
        waited = starved(pid) - known
        if waited < _LEAST or until >= most:
            return until
        known += waited
        deadline += waited
        whole.give_back(waited)


def starved(pid: int) -> float:
    """Tell for how many seconds a process has been ready to run without running; 0 where the kernel doesn't say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
