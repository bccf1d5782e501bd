"""How long a child may take, in time of its own: a machine that is busy with others makes no right answer late.

Comes in: a child's pid, and limits in seconds. Goes out: until when to wait for it, and why there is no more waiting. Runs in the examiner.

A child's own time is what its processor clock counts, all of its threads together, and what it sleeps or waits for itself. The time in which
it is ready and no processor is free isn't its own, nor is that in which the kernel looks for memory. A child that answers soon is never
looked at. One that doesn't is looked at again and again, at moments that nobody can foresee: what its clock didn't count since the last look
goes by what it is doing at this one. So nobody can be asleep in truth and ready in our eyes.

What the examiner is late for itself isn't the child's either: an answer that is already there, and what happened while nobody looked.

The wall clock is a wide backstop. Who is stopped by it, and had not used up its own time, lacked a processor or memory: the machine was short
of them, not the child. It can't make that so itself, for it starts no process, and its threads are all on its clock. Where the kernel doesn't
say what a process is doing, all time is its own.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

WIDE, WIDE_LEAST = (
    10.0,
    10.0,
)  # by the wall clock, a call may take so many times its own limit, and so many seconds at least
WIDE_WHOLE, WIDE_WHOLE_LEAST = 3.0, 60.0  # a submission, few of which take a twentieth of what they may
_UNSEEN = 0.05  # nearly every reply is there by then
_LOOKS = (0.05, 0.25)  # seconds between two looks
_KNOWN = 0.5  # a look tells of so many seconds before it at most: when there are more, the examiner had no processor
_TO_READ = 1.0  # for reading an answer that was already there when the time was over
_STALLED = 0.1  # of the time between two looks: more of it lost for want of memory is a lack

_look_again_in = random.SystemRandom().uniform


class Doing(StrEnum):
    """What a process that isn't on a processor is doing."""

    READY = "ready"  # it would run if it could
    BLOCKED = "blocked"  # in the kernel, for a disk or for memory
    ITS_OWN = "its own"  # it sleeps, waits or is stopped; or nobody knows


class Lack(StrEnum):
    """What a machine was short of."""

    PROCESSOR = "processor time"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Seen:
    """A child at one moment."""

    used: float | None  # seconds on its processor clock; None: nobody knows
    doing: Doing
    stalled: float  # seconds in which something on this machine waited for memory, since it was started


def look(pid: int, proc: Path = Path("/proc")) -> Seen:
    """Look at a process, all of its threads included."""
    return Seen(processor_clock(pid), _doing(pid, proc), _stalled(proc))


def whole_until(seconds: float) -> float:
    """Return until when, of time.monotonic, a submission with so many seconds of its own is waited for."""
    return time.monotonic() + WIDE_WHOLE * seconds + WIDE_WHOLE_LEAST


class Deadline:
    """What a submission has left of its own time, and until when it is waited for at all (of time.monotonic)."""

    def __init__(self, seconds: float, at: float | None = None, *, look: Callable[[int], Seen] = look) -> None:
        self.left = seconds
        self.at = whole_until(seconds) if at is None else at
        self.look = look

    def passed(self) -> bool:
        """Say whether its own time is over."""
        return self.left <= 0

    def overdue(self) -> bool:
        """Say whether it has been waited for long enough, though its own time isn't over."""
        return time.monotonic() >= self.at


class Watch:
    """The time of one request. Calling it gives the moment at which to ask again whether to wait on; 0 when the time is over.

    `lack` says what the child lacked when the wall clock stopped it, None when its own time is over.
    """

    def __init__(self, pid: int, seconds: float, whole: Deadline, *, has_replied: Callable[[], bool]) -> None:
        self.lack: Lack | None = None
        self._pid = pid
        self._has_replied = has_replied
        self._is_read = False
        self._seconds = seconds
        self._whole = whole
        self._counted = time.monotonic()  # until then
        self._next = self._counted + min(_UNSEEN, seconds)
        self._at = min(self._counted + max(WIDE * seconds, WIDE_LEAST), whole.at)
        self._own = 0.0
        self._lacked = {Lack.PROCESSOR: 0.0, Lack.MEMORY: 0.0}
        self._before: Seen | None = None

    def __call__(self) -> float:
        """Return until when to wait."""
        if time.monotonic() >= self._next:
            replied = self._has_replied()
            self._count(replied)
            now, own_is_over = time.monotonic(), min(self._seconds - self._own, self._whole.left) <= 0
            if not own_is_over and now < self._at:
                self._next = min(now + min(_look_again_in(*_LOOKS), self._seconds), self._at)
            elif replied and not self._is_read:
                self._is_read, self._next = True, now + _TO_READ
            else:
                self.lack = None if own_is_over else max(self._lacked, key=lambda lack: self._lacked[lack])
                return 0.0
        return self._next

    def replied(self) -> None:
        """Count what a call took that is over, since it was last looked at."""
        self._whole.left -= min(time.monotonic() - self._counted, _KNOWN)

    def _count(self, replied: bool) -> None:
        """Count the time since the last look: how much of it was the child's own, and what it lacked in the rest."""
        seen, before, now = self._whole.look(self._pid), self._before, time.monotonic()
        passed, self._counted, self._before = now - self._counted, now, seen
        if before is None:
            ran, idle, lack = 0.0, min(passed, _UNSEEN), None
        elif seen.used is None or before.used is None:
            ran, idle, lack = 0.0, passed, None
        else:
            ran = max(0.0, seen.used - before.used)
            idle = max(0.0, passed - ran)
            lack = Lack.PROCESSOR if replied else _lack(seen, seen.stalled - before.stalled, passed)
        known = 0.0 if lack else min(idle, _KNOWN)
        self._lacked[lack or Lack.PROCESSOR] += idle - known
        # a loop that is stopped late takes no more of the whole than its limit
        still = max(0.0, self._seconds - self._own)
        self._own += ran + known
        self._whole.left -= min(ran + known, still)


def _lack(seen: Seen, stalled: float, passed: float) -> Lack | None:
    if seen.doing is Doing.READY:
        return Lack.PROCESSOR
    if seen.doing is Doing.BLOCKED and stalled > _STALLED * passed:
        return Lack.MEMORY
    return None


def processor_clock(pid: int) -> float | None:
    """Read the clock that counts what all threads of a process have used; one is made of its number, as clock_getcpuclockid(3) does."""
    if pid <= 0:
        return None
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except (OSError, OverflowError):
        return None


def _doing(pid: int, proc: Path) -> Doing:
    """Tell what a process is doing; of several threads, the one counts that lacks most."""
    try:
        state, threads = _state(proc / str(pid))
        states = {state}
        if threads > 1:
            states |= {_state(task)[0] for task in (proc / str(pid) / "task").iterdir()}
    except (OSError, ValueError, IndexError):
        return Doing.ITS_OWN
    if "R" in states:
        return Doing.READY
    return Doing.BLOCKED if "D" in states else Doing.ITS_OWN


def _state(folder: Path) -> tuple[str, int]:
    """Read a process's or a thread's state and the number of threads; its name, which is its own to choose, may hold anything."""
    fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
    return fields[0].decode("ascii"), int(fields[17])


def _stalled(proc: Path) -> float:
    """Read for how long tasks have waited for memory; 0 where the kernel doesn't say."""
    try:
        some = (proc / "pressure/memory").read_text().partition("\n")[0]
        return int(some.rpartition("total=")[2]) / 1e6
    except (OSError, ValueError):
        return 0.0
