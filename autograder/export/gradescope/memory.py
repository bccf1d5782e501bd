"""Look at the memory that a container has before anything is loaded, and refuse below what the assignment needs.

    python memory.py 1.5      exit status 0, or 1 with a sentence on standard output

A program of its own with nothing of ours in it: where memory is short, torch alone would fill it. A grader that runs short of memory doesn't
only end: long before, it is so slow that right answers run out of time and are taken for loops that never end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

GB = 10**9
FREE = 0.75
"""The part of what is needed that must be free besides: the system takes some of a container's memory itself."""

CHOICES = "0.75, 1.5, 3 or 6 GB"
"""What Gradescope's settings offer."""


def refusal(needed_gb: float, root: Path = Path("/")) -> str:
    """Say what is missing, or "" when there is enough; root is where /proc and /sys are."""
    limit, free = limit_of(root), available(root)
    if limit is not None and limit < needed_gb * GB:
        has = f"this container may use {limit / GB:.2f} GB of memory"
    elif free is not None and free < needed_gb * GB * FREE:
        has = f"only {free / GB:.2f} GB of memory are free here"
    else:
        return ""
    return (
        f"{has}, and this assignment needs {needed_gb:g} GB, so nothing was graded and there is no score. "
        f"In Gradescope: Configure Autograder or Settings, Container Specifications: choose {needed_gb:g} GB or more "
        f"({CHOICES}), then Regrade All Submissions."
    )


def limit_of(root: Path = Path("/")) -> int | None:
    """Give the least limit of the control groups that we are in, in bytes; None without one."""
    return min((limit for folder in _groups(root) for limit in _limits(folder)), default=None)


def available(root: Path = Path("/")) -> int | None:
    """Give how much could be used now, in bytes, as the kernel estimates it; None where it doesn't say."""
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def killed(root: Path = Path("/")) -> int:
    """Count the processes that were ended for want of memory in the groups that we are in."""
    found = 0
    for folder in _groups(root):
        for name in (
            "memory.events.local",
            "memory.oom_control",
        ):  # not those of a group below that has a limit of its own
            found += sum(int(line.split()[1]) for line in _lines(folder / name) if line.startswith("oom_kill "))
    return found


def _groups(root: Path) -> Iterator[Path]:
    """List the folders of our memory group and of those above it; a container may show its own group as the root."""
    own = _own(_lines(root / "proc/self/cgroup"))
    for mount, path in ((root / "sys/fs/cgroup/memory", own.get("memory")), (root / "sys/fs/cgroup", own.get(""))):
        if path is None or not mount.is_dir():
            continue
        parts = [part for part in path.split("/") if part not in ("", "..")]
        yield mount
        for depth in range(1, len(parts) + 1):
            yield mount.joinpath(*parts[:depth])


def _own(lines: list[str]) -> Mapping[str, str]:
    """Read /proc/self/cgroup: v1's controller → our path, and "" → that of v2."""
    found: dict[str, str] = {}
    for line in lines:
        _, controllers, path = line.split(":", 2)
        found.update(dict.fromkeys(controllers.split(","), path))
    return found


def _limits(folder: Path) -> Iterator[int]:
    for name in ("memory.max", "memory.high", "memory.limit_in_bytes"):
        for line in _lines(folder / name):
            if line.isdecimal() and int(line) < 2**60:  # v1 writes a number near 2**63 for none
                yield int(line)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def main(arguments: list[str]) -> int:
    """Look, say and tell by the exit status; while an image is proved, only say."""
    problem = refusal(float(arguments[0]))
    if not problem:
        return 0
    print(f"autograder: {problem}", flush=True)
    return 0 if os.environ.get("AUTOGRADER_PROOF") else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
