"""In whose code a process for each student spends its time: the sandboxed child beside the floor's, which is forked and nothing else.

Comes in: a course, a folder of zips. Goes out: a table in milliseconds a submission. perf looks a thousand times a second at what each process
is in; where there is no perf, or it may not look, the table says so. Whoever keeps students apart by processes pays the floor's column.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.grid import Grid
from benchmarks.usage import CommandFailed, measure

RATE = 999  # looks a second of processor time; no round number, so as not to keep step with what is looked at
NONE = "not measured"
KERNEL, OTHERS = "the kernel", "other libraries"
LIBRARIES = {
    "Python": re.compile(r"^(lib)?python3"),
    "torch, what computes": re.compile(r"^libtorch_cpu\.|^libc10\.|^libmkl|^libopenblas|^libgomp"),
    "torch, what Python sees": re.compile(r"^libtorch_python\."),
    "C's library": re.compile(r"^(libc|libm|ld-linux[^.]*|libpthread)[.-]|^\[vdso\]"),
}
_FORK = re.compile(r"PERF_RECORD_FORK\((?P<pid>\d+):\d+\):\((?P<parent>\d+):\d+\)")
_LOOK = re.compile(r"^\s*(?P<pid>\d+)\s+[0-9a-f]+\s+\((?P<file>.*)\)\s*$")


def measure_all(
    course: Path, zips: Path, folder: Path, passes: int, students: int, environment: Mapping[str, str]
) -> Grid:
    """Look at a class's children, and at the floor's; passes: how often each grades the class, once more to get warm."""
    grid = Grid(
        "In whose code a process for each student spends its time, in milliseconds a submission",
        ["code", "sandboxed child", "floor, each in a process forked for it"],
    )
    perf = shutil.which("perf")
    try:
        if perf is None:
            raise CommandFailed("perf isn't installed")
        words = [str(course), str(passes), str(zips)]
        ours = looked_at(perf, ["benchmarks.stages", *words], folder / "ours.data", environment)
        floor = looked_at(perf, ["benchmarks.floor", *words], folder / "floor.data", environment)
    except CommandFailed as error:
        grid.rows.append([NONE, "", ""])
        grid.notes.append(f"{str(error).strip().splitlines()[-1]}.")  # of a command that failed, its last word
        return grid
    each = 1000 / RATE / students / (passes + 1)  # all our children count, those who get the sandbox warm too
    least = 1000 / RATE / students / passes  # the floor gets warm before it forks
    for code in (*LIBRARIES, KERNEL, OTHERS):
        grid.rows.append([code, f"{ours[code] * each:.1f}", f"{floor[code] * least:.1f}"])
    grid.rows.append(["all", f"{ours.total() * each:.1f}", f"{floor.total() * least:.1f}"])
    grid.notes.append(
        f"By perf, {RATE} looks a second of processor time; a blank hand-in has no child, and the floor's processes judge besides. "
        "The floor's column is a lower bound of the child's for whoever keeps students apart by processes and asks these checks."
    )
    return grid


def looked_at(perf: str, words: Sequence[str], data: Path, environment: Mapping[str, str]) -> Counter[str]:
    """Run a module of ours under perf, and count the looks at the processes that its busiest parent forked, by code."""
    command = [sys.executable, "-W", "ignore", "-m", *words]
    record: list[str | Path] = [perf, "record", "-q", "-e", "cpu-clock", "-F", str(RATE), "-o", data, "--", *command]
    log = data.with_suffix(".log")
    measure(record, folder=Path(__file__).resolve().parent.parent, log=log, environment=environment)
    told = subprocess.run(
        [perf, "script", "-i", data, "--show-task-events", "-F", "pid,ip,dso"],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if told.returncode:
        raise CommandFailed(f"perf script: {told.stderr.strip() or 'failed'}")
    return by_code(told.stdout.splitlines())


def by_code(lines: Iterable[str]) -> Counter[str]:
    """Count what `perf script` tells: looks at the processes of the parent that forked most, by whose code they were in."""
    parent_of: dict[str, str] = {}
    looks: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if (fork := _FORK.search(line)) and fork["pid"] != fork["parent"]:  # a thread's has both alike
            parent_of[fork["pid"]] = fork["parent"]
        elif look := _LOOK.match(line):
            looks[look["pid"], look["file"]] += 1
    if not parent_of:
        raise CommandFailed("perf saw no process that was forked")
    ((busiest, _),) = Counter(parent_of.values()).most_common(1)
    found: Counter[str] = Counter()
    for (pid, file), count in looks.items():
        if parent_of.get(pid) == busiest:
            found[code_of(file)] += count
    return found


def code_of(file: str) -> str:
    """Tell whose code a file is, as perf names it."""
    name = file.rpartition("/")[2]
    if name.startswith(("[kernel", "[guest.kernel")) or name == "[unknown]":
        return KERNEL
    return next((code for code, pattern in LIBRARIES.items() if pattern.search(name)), OTHERS)
