"""Run a command and tell what it cost: processor time of every process that it started, however deep, and wall-clock time.

Theory of operation: Linux adds a process's processor time to its parent's count of children when the parent reaps it, and so on upwards.
That chain breaks only where a parent dies before its child. So this process makes itself the reaper of all orphans below it: whatever
a command leaves behind is inherited here, counted, and listed. Where control groups (v1) can be made, the kernel's own account of the
same processes is taken besides, and `checked` says how far the two agree.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_ACCOUNTS = Path("/sys/fs/cgroup/cpuacct")
_GROUP = "benchmark-of-"


class CommandFailed(Exception):
    """A measured command didn't do its work."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command cost."""

    cpu: float  # seconds of processor time, all processes, user and system
    wall: float  # seconds
    accounted: float | None  # cpu as the kernel's control group counted it; None where there is no such account
    left: tuple[int, ...]  # processes that were still there when the command had ended
    output: str  # the end of what it wrote


def measure(
    command: Sequence[str | Path],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    most_seconds: float | None = None,
    good: Sequence[int] = (0,),
    watch: Callable[[int], None] | None = None,
) -> Usage:
    """Run a command in a folder; raises CommandFailed on an exit status that isn't good.

    most_seconds: stop it then; that isn't held against it. watch: called with the command's pid every tenth of a second.
    """
    others, before = _living(), _used_by_children()
    with _inheriting_orphans(), _account() as group, log.open("wb") as sink:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(os.environ) | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=(lambda: _join(group)) if group else None,  # noqa: PLW1509 - writes to one file
        )
        stopped = _wait(process, start, most_seconds, watch)
        wall = time.perf_counter() - start
        left = _end_orphans(others, group)
        cpu = _used_by_children() - before
        accounted = None if group is None else int((group / "cpuacct.usage").read_text()) / 1e9
    end = log.read_text(errors="replace")[-3000:]
    if not stopped and process.returncode not in good:
        raise CommandFailed(f"{' '.join(map(str, command))} ended with status {process.returncode}:\n{end}")
    return Usage(cpu=cpu, wall=wall, accounted=accounted, left=left, output=end)


def _wait(
    process: subprocess.Popen[bytes], start: float, most_seconds: float | None, watch: Callable[[int], None] | None
) -> bool:
    """Wait for the command; True when it had to be stopped."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1 if watch or most_seconds else None)
            return False
        if watch:
            watch(process.pid)
        if most_seconds and time.perf_counter() - start > most_seconds:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ---------------------------------------------------------------- who is left


@contextlib.contextmanager
def _inheriting_orphans() -> Iterator[None]:
    """Be the parent of processes whose own parents die, for a while; on other systems than Linux they are lost to the count."""
    _set_inheriting(1)
    try:
        yield
    finally:
        _set_inheriting(0)


def _set_inheriting(whether: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, whether, 0, 0, 0)


def _end_orphans(others: set[int], group: Path | None) -> tuple[int, ...]:
    """End and count what outlived the command, after a moment for what is just leaving."""
    deadline = time.monotonic() + 2.0
    while _reap(others) and time.monotonic() < deadline:
        time.sleep(0.02)
    left = _reap(others) | (set() if group is None else set(map(int, (group / "cgroup.procs").read_text().split())))
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while _reap(others):
        time.sleep(0.02)
    return tuple(left)


def _reap(others: set[int]) -> set[int]:
    """Reap children that have ended, but for the others, which aren't ours to reap; returns those that live."""
    living = _living() - others
    for pid in tuple(living):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                continue
        living.discard(pid)
    return living


def _living() -> set[int]:
    """List this process's children, where the kernel tells."""
    try:
        tasks = [task / "children" for task in Path("/proc/self/task").iterdir()]
        return {int(pid) for task in tasks for pid in task.read_text().split()}
    except OSError:
        return set()


# ---------------------------------------------------------------- the kernel's own account


@contextlib.contextmanager
def _account() -> Iterator[Path | None]:
    """Make a control group that only counts; None where that can't be had."""
    group = _ACCOUNTS / f"{_GROUP}{os.getpid()}-{time.monotonic_ns()}"
    try:
        group.mkdir()
    except OSError:
        yield None
        return
    try:
        yield group
    finally:
        with contextlib.suppress(OSError):
            group.rmdir()


def _join(group: Path) -> None:
    (group / "cgroup.procs").write_text("0")
