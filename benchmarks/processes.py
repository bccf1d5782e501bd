"""Look at running processes through /proc: who descends from whom, what they use, what they are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = 100  # a second, as /proc counts them on every Linux that Python knows


@dataclass(frozen=True, slots=True)
class Seen:
    """One process at one moment."""

    pid: int
    parent: int
    started: int  # ticks since boot: with the pid, it names a process for good
    cpu: float  # seconds of processor time, children that it has reaped included
    own: float  # seconds of processor time, its own alone
    resident: int  # bytes of memory, those shared with others included
    command: str


def running_time(pid: int) -> int:
    """Return how long a process's first thread has run, in nanoseconds; 0 for one that is gone."""
    try:
        return int((PROC / str(pid) / "schedstat").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def below(root: int) -> list[Seen]:
    """List a process and all that descend from it."""
    everyone = everybody()
    family, grown = {root}, True
    while grown:
        new = {one.pid for one in everyone if one.parent in family} - family
        family |= new
        grown = bool(new)
    return [one for one in everyone if one.pid in family]


def everybody() -> list[Seen]:
    """List all processes that can be seen from here."""
    seen = (look(int(entry.name)) for entry in PROC.iterdir() if entry.name.isdigit())
    return [one for one in seen if one is not None]


def look(pid: int) -> Seen | None:
    """Look at one process; None when it is gone."""
    folder = PROC / str(pid)
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        pages = int((folder / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    own, ticks = sum(map(int, fields[11:13])), sum(map(int, fields[11:15]))
    return Seen(pid, int(fields[1]), int(fields[19]), ticks / TICKS, own / TICKS, pages * 4096, command)


def os_pid() -> int:
    """Return this process's own number."""
    return os.getpid()
