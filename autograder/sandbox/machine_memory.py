"""How much memory this machine gives, and whether that is what an assignment promises to a student's process.

Comes in: the folder where /proc and /sys are, another one for tests. Goes out: bytes, counts, and a sentence. It loads next to nothing and may be
used before anything else is: where memory is short, the grader itself would fill it. The examiner, its doctor and Gradescope's container look.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator, Mapping
from pathlib import Path

_MIB = 1 << 20
_GIB = 1 << 30


def lack(memory_mb: int, root: Path = Path("/"), *, held: int = 0) -> str:
    """Say why a process can't have memory_mb here, or "" where it can; held: what it has of it already, in bytes."""
    promised = memory_mb * _MIB
    limit, free, own = limit_of(root), available(root), _process_limit()
    if limit is not None and limit < promised:
        has = f"the control group of this process ends at {limit / _GIB:.2f} GiB"
    elif own is not None and own < promised:
        has = f"a limit (ulimit) of this process ends at {own / _GIB:.2f} GiB"
    elif free is not None and free + held < promised:
        has = f"only {free / _GIB:.2f} GiB are free"
    else:
        return ""
    return f"a student's process may take {memory_mb / 1024:.2f} GiB of memory (memory_mb of [limits]), and {has} on this machine"


def warning(memory_mb: int, root: Path = Path("/")) -> str:
    """Say before anything is graded that memory may not suffice, and what then; "" where it does."""
    why = lack(memory_mb, root)
    return why and (
        f"{why[0].upper()}{why[1:]}. Who is stopped for want of it is not graded, which is no zero: "
        "free memory or widen the limit, or write less in memory_mb if your own solution needs less."
    )


def limit_of(root: Path = Path("/")) -> int | None:
    """Give the least limit of the control groups that we are in, in bytes; None without one."""
    return min((limit for folder in _groups(root) for limit in _limits(folder)), default=None)


def available(root: Path = Path("/")) -> int | None:
    """Give how much could be used now, in bytes, as the kernel estimates it, and no more than it promises; None where it doesn't say."""
    found = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in _lines(root / "proc/meminfo")}
    free = found.get("MemAvailable")
    if free is not None and _lines(root / "proc/sys/vm/overcommit_memory") == ["2"]:
        return min(free, max(0, found["CommitLimit"] - found["Committed_AS"]))
    return free


def killed(root: Path = Path("/")) -> int:
    """Count the processes that were ended for want of memory in the groups that we are in."""
    found = 0
    for folder in _groups(root):
        # not those of a group below that has a limit of its own
        for name in ("memory.events.local", "memory.oom_control"):
            found += sum(int(line.split()[1]) for line in _lines(folder / name) if line.startswith("oom_kill "))
    return found


class Kills:
    """Calling it tells whether any process was ended for want of memory since the last time."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root, self._known = root, _killed_anywhere(root)

    def __call__(self) -> bool:
        """Look again."""
        before, self._known = self._known, _killed_anywhere(self._root)
        return self._known > before


def peak_of(pid: int, root: Path = Path("/")) -> int:
    """Give the most memory that a process has had at once, in bytes; 0 where nobody knows."""
    for line in _lines(root / f"proc/{pid}/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _killed_anywhere(root: Path) -> int:
    """Count the processes that were ended for want of memory, in our groups and on the whole machine."""
    machine = (int(line.split()[1]) for line in _lines(root / "proc/vmstat") if line.startswith("oom_kill "))
    return killed(root) + sum(machine)


def _process_limit() -> int | None:
    """Give the least limit of this process that its children inherit and can't raise."""
    limits = [resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=None)


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
