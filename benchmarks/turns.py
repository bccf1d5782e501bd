"""Grade the same class with every tool, in turns, so that whatever else the machine does meets them all alike."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import handins
from benchmarks.compare import (
    CRASH,
    FEEDBACK,
    FLOOR,
    FORKED,
    LARGE,
    LOOP,
    NBGRADER,
    ONE,
    OTTER,
    OURS,
    SMALL,
    WHOLE_NBGRADER,
    WHOLE_OTTER,
    Comparison,
    Sample,
)
from benchmarks.handins import Handin
from benchmarks.ours import Ours
from benchmarks.usage import CommandFailed, Usage, measure
from benchmarks.with_nbgrader import Nbgrader
from benchmarks.with_otter import Otter

LIMIT = 5.0  # seconds that a call (ours) or a cell (nbgrader) may take; the course's own limit is 10
PATIENCE = 3  # otter has no limit: a loop is stopped after so many times ours
FEW = (0, 4, 5, 8, 9)  # of the ten kinds: what the slow tools grade in a round; their cost hardly depends on the kind
WHOLE = (0, 4, 5, 8)  # of the ten kinds: whose whole notebook is graded, one in each round
WHOLE_TIMEOUT = 30  # nbgrader's default: cells of our notebook that plot and train take longer than a call


def compare(root: Path, folder: Path, *, rounds: int, copies: int, say: Callable[[str], None]) -> Comparison:
    """Run every tool once per round; copies: how many times the ten kinds are in our larger class."""
    comparison = Comparison(rounds)
    ten, loop, crash = handins.ordinary(root), handins.looping(root), handins.crashing(root)
    turns: list[_Turn] = [
        _Ours(root, folder / "ours", ten, loop, crash, copies, comparison),
        _Nbgrader(root, folder / "nbgrader", ten, loop, crash, comparison),
        _WholeNbgrader(root, folder / "whole", ten, comparison),
    ]
    try:
        otter = Otter(root, folder / "otter")
        turns += [_Otter(otter, ten, loop, crash, comparison), _WholeOtter(otter, ten, comparison)]
    except CommandFailed as error:
        comparison.missing[OTTER] = str(error)
        say(f"otter-grader isn't measured: {error}")
    turns.append(_Floor(root, folder, folder / "ours" / "course", ten, comparison))
    for number in range(rounds):
        for turn in turns:
            say(f"round {number + 1} of {rounds}: {turn.tool}")
            turn.take(number)
    for tool, scores in comparison.scores.items():
        if scores.get(ten[0].kind) != 1:
            raise CommandFailed(f"{tool} doesn't give our own solution full marks, so it isn't asked what it should be")
    return comparison


class _Turn:
    """A tool's part of a round."""

    tool: str

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    def take(self, number: int) -> None:
        """Run it in round number, from 0, and keep what it cost; in the first, what it said as well."""
        raise NotImplementedError

    def keep(self, run: str, students: int, usage: Usage) -> None:
        """Keep what a run cost."""
        self.comparison.samples.append(Sample(self.tool, run, students, usage.cpu, usage.wall, usage.accounted))

    def note(self, class_: Sequence[Handin], scores: dict[str, float | None]) -> None:
        """Keep what the tool said of these students."""
        said = {one.kind: scores.get(one.student_id) for one in class_}
        self.comparison.scores[self.tool] = self.comparison.scores.get(self.tool, {}) | said


def _wanted(classes: Mapping[str, list[Handin]], number: int) -> list[tuple[str, list[Handin]]]:
    """List the classes to grade in a round; how a crash ends is looked at once."""
    return [(run, class_) for run, class_ in classes.items() if run != CRASH or number == 0]


class _Ours(_Turn):
    tool = OURS

    def __init__(
        self,
        root: Path,
        folder: Path,
        ten: list[Handin],
        loop: Handin,
        crash: Handin,
        copies: int,
        comparison: Comparison,
    ) -> None:
        super().__init__(comparison)
        self._ours = Ours(root, folder, seconds_per_case=LIMIT)
        many = handins.many(root, copies * len(ten))
        self._classes = {ONE: ten[:1], SMALL: ten, LARGE: many, LOOP: [loop], CRASH: [crash]}
        self._zips = {run: handins.write_zips(class_, root, folder / run) for run, class_ in self._classes.items()}

    def take(self, number: int) -> None:
        for run, class_ in _wanted(self._classes, number):
            self.keep(run, len(class_), self._ours.grade(self._zips[run]))
            if number == 0 and run not in (ONE, LARGE):
                self.note(class_, dict(self._ours.scores()))


class _Nbgrader(_Turn):
    tool = NBGRADER

    def __init__(
        self, root: Path, folder: Path, ten: list[Handin], loop: Handin, crash: Handin, comparison: Comparison
    ) -> None:
        super().__init__(comparison)
        self._nbgrader = Nbgrader(root, folder, timeout=round(LIMIT))
        self._classes = {SMALL: ten[:1], LARGE: [ten[at] for at in FEW], LOOP: [loop], CRASH: [crash]}

    def take(self, number: int) -> None:
        for run, class_ in _wanted(self._classes, number):
            self._nbgrader.lay_out(class_)
            self.keep(run, len(class_), self._nbgrader.grade())
            if number == 0:
                self.note(class_, dict(self._nbgrader.scores()))
            if run == LARGE:
                self.keep(FEEDBACK, len(class_), self._nbgrader.give_feedback())


class _WholeNbgrader(_Turn):
    tool = WHOLE_NBGRADER

    def __init__(self, root: Path, folder: Path, ten: list[Handin], comparison: Comparison) -> None:
        super().__init__(comparison)
        self._nbgrader = Nbgrader(root, folder, timeout=WHOLE_TIMEOUT, whole=True)
        self._ten = ten

    def take(self, number: int) -> None:
        class_ = [self._ten[WHOLE[number % len(WHOLE)]]]
        self._nbgrader.lay_out(class_)
        self.keep(LARGE, 1, self._nbgrader.grade())
        self.note(class_, dict(self._nbgrader.scores()))


class _WholeOtter(_Turn):
    tool = WHOLE_OTTER

    def __init__(self, otter: Otter, ten: list[Handin], comparison: Comparison) -> None:
        super().__init__(comparison)
        self._otter, self._ten = otter, ten

    def take(self, number: int) -> None:
        class_ = [self._ten[WHOLE[number % len(WHOLE)]]]
        self._otter.lay_out(class_, whole=True)
        self.keep(LARGE, 1, self._otter.grade())
        self.note(class_, self._otter.scores())


class _Otter(_Turn):
    tool = OTTER

    def __init__(self, otter: Otter, ten: list[Handin], loop: Handin, crash: Handin, comparison: Comparison) -> None:
        super().__init__(comparison)
        self._otter = otter
        self._classes = {SMALL: ten[:1], LARGE: [ten[at] for at in FEW], CRASH: [crash]}
        self._loop = loop

    def take(self, number: int) -> None:
        for run, class_ in _wanted(self._classes, number):
            self._otter.lay_out(class_)
            self.keep(run, len(class_), self._otter.grade())
            if number == 0:
                self.note(class_, self._otter.scores())
        if number == 0:  # it never ends: once is enough to see that
            self._otter.lay_out([self._loop])
            self.keep(LOOP, 1, self._otter.grade(most_seconds=PATIENCE * LIMIT))


class _Floor(_Turn):
    tool = FLOOR

    def __init__(self, root: Path, folder: Path, course: Path, ten: list[Handin], comparison: Comparison) -> None:
        super().__init__(comparison)
        self._root, self._course, self._class, self._log = root, course, ten, folder / "floor.log"
        self._zips = handins.write_zips(ten, root, folder / "floor")

    def take(self, number: int) -> None:
        command: list[str | Path] = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "benchmarks.floor",
            self._root,
            "2",
            self._zips,
        ]
        measure(command, folder=self._root, log=self._log)
        found = json.loads(self._log.read_text().strip().rpartition("\n")[2])
        count = len(self._class)
        apart = list(zip(*found["forked"], strict=True))
        for tool, passes in ((FLOOR, (found["cpu"], found["wall"])), (FORKED, apart)):
            cpu, wall = map(statistics.mean, passes)
            self.comparison.samples.append(Sample(tool, LARGE, count, cpu * count, wall * count))
        if number == 0:
            most = max(found["scores"].values())
            self.note(self._class, {student: score / most for student, score in found["scores"].items()})
