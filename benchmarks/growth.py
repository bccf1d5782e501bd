"""Grade a large class for real, and look whether time grows in step with it, memory stays flat, and nothing is left behind.

Comes in: how many. Goes out: when each record was written, what each process held at each look, fits, and a list of what was left.
The class is made of every right/ and wrong/ file in turn, each copy varied a little, in an order that mixes them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from autograder.course import answers
from benchmarks import handins, processes
from benchmarks.handins import Handin
from benchmarks.ours import Ours
from benchmarks.processes import Seen
from benchmarks.usage import Usage

LOOK = 0.5  # seconds between two looks
WINDOW = 100  # submissions


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one moment."""

    time: float  # since the start
    done: int  # records on disk
    cpu: float  # of all processes so far, those that ended included
    resident: dict[str, int]  # role → bytes of its largest process


@dataclass(frozen=True, slots=True)
class Fit:
    """A line through points, and how well it fits."""

    slope: float
    offset: float
    r_squared: float
    worst: float  # the largest distance of a point from the line

    def at(self, x: float) -> float:
        """Read the line."""
        return self.offset + self.slope * x


@dataclass(slots=True)
class Growth:
    """What was measured of one large class."""

    count: int
    workers: int
    usage: Usage
    looks: list[Look] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    # seconds since the start at which each record was on disk, in order
    written: list[float] = field(default_factory=list)

    @property
    def grading(self) -> list[Look]:
        """The looks from the first record to the last."""
        return [look for look in self.looks if 0 < look.done < self.count]

    def cpu_fit(self) -> Fit:
        """Fit processor time to the number of records."""
        return line([look.done for look in self.grading], [look.cpu for look in self.grading])

    def wall_fit(self) -> Fit:
        """Fit the time at which each record was written to its place in the order."""
        return line(range(1, len(self.written) + 1), self.written)

    def peak(self, role: str, first: int, last: int) -> int | None:
        """Tell the most that a role's largest process held while these submissions were graded."""
        return max(
            (look.resident[role] for look in self.looks if first <= look.done <= last and role in look.resident),
            default=None,
        )

    def roles(self) -> list[str]:
        """Name the roles that were seen."""
        return sorted({role for look in self.looks for role in look.resident})

    def pace(self, group: int) -> list[tuple[float, float]]:
        """Return, for each so many submissions, their middle and the wall-clock seconds that each of them took."""
        ends = range(group, len(self.written), group)
        return [(end - group / 2, (self.written[end] - self.written[end - group]) / group) for end in ends]


def line(x: Sequence[float], y: Sequence[float]) -> Fit:
    """Fit a line by least squares."""
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    slope, offset = np.polyfit(xs, ys, 1)
    off = ys - (slope * xs + offset)
    spread = ((ys - ys.mean()) ** 2).sum()
    return Fit(float(slope), float(offset), float(1 - (off**2).sum() / spread), float(np.abs(off).max()))


def class_of(count: int, root: Path) -> list[Handin]:
    """Make so many submissions of the kinds in right/ and wrong/, mixed."""
    folder = root / "assignments" / handins.NAME
    kinds = [*answers.right(folder), *sorted(answers.wrong(folder), key=lambda answer: answer.name)]
    random.Random(0).shuffle(kinds)
    return handins.many(root, count, answers_of=kinds)


def measure(ours: Ours, count: int, folder: Path, *, workers: int) -> Growth:
    """Grade a class of so many and watch."""
    zips = handins.write_zips(class_of(count, ours.root), ours.root, folder / f"class-of-{count}")
    before = _surroundings()
    watch = _Watch(ours)
    usage = ours.grade(zips, workers=workers, watch=watch)
    growth = Growth(count, workers, usage, watch.looks)
    growth.left = _left(before, watch, usage)
    records = (ours.results / "records").glob("*.json")
    growth.written = sorted(path.stat().st_mtime - watch.began_at for path in records)
    return growth


class _Watch:
    """Look at the command and all its processes, a few times a second."""

    def __init__(self, ours: Ours) -> None:
        self.looks: list[Look] = []
        self.met: set[tuple[int, int]] = set()  # (pid, started) of every process that was seen
        self._records = ours.results / "records"
        self._began, self.began_at = time.perf_counter(), time.time()
        self._next = 0.0
        self._cpu = 0.0

    def __call__(self, pid: int) -> None:
        now = time.perf_counter() - self._began
        if now < self._next:
            return
        self._next = now + LOOK
        done = sum(1 for path in self._records.glob("*.json")) if self._records.is_dir() else 0
        family = processes.below(pid)
        self.met |= {(one.pid, one.started) for one in family}
        resident: dict[str, int] = {}
        for one in family:
            role = _role(one, family, pid)
            resident[role] = max(resident.get(role, 0), one.resident)
        self._cpu = max(self._cpu, sum(one.cpu for one in family))
        self.looks.append(Look(now, done, self._cpu, resident))


def _role(one: Seen, family: Sequence[Seen], command: int) -> str:
    """Name what a process is for: by its command line, and a child of a server by its parent's."""
    if one.pid == command:
        return "command"
    if "autograder.dispatch.worker" in one.command:
        return "worker"
    parent = next((other for other in family if other.pid == one.parent), None)
    if parent is not None and parent.command == one.command:
        return "sandboxed child"
    return "server"


# ---------------------------------------------------------------- what is left


def _surroundings() -> dict[str, set[str]]:
    """Name what a run could leave behind: mounts, control groups, temporary folders."""
    return {
        "mount": {line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()},
        "control group": {path.name for path in Path("/sys/fs/cgroup").glob("*/**/autograder-*")},
        "temporary folder": {path.name for path in Path(tempfile.gettempdir()).glob("autograder-*")},
    }


def _left(before: dict[str, set[str]], watch: _Watch, usage: Usage) -> list[str]:
    """List what is there now and wasn't before, and every process that was seen and still lives; others' runs aren't ours."""
    pids = {str(pid) for pid, _ in watch.met}
    left = [f"process {pid}" for pid in usage.left]
    left += [f"process {one.pid}" for one in processes.everybody() if (one.pid, one.started) in watch.met]
    for kind, after in _surroundings().items():
        new = after - before[kind]
        left += [f"{kind} {name}" for name in sorted(new) if kind == "mount" or set(name.split("-")) & pids]
    return left
