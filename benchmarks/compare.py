"""What the runs of every tool amount to: what each costs a submission, and what before the first.

Start-up and the cost of one more submission are told apart by grading two classes of different sizes with the same command in each round:
what the larger costs more is divided by how many more it has. Each figure is the median over the rounds.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Literal

What = Literal["cpu", "wall"]

OURS, FLOOR, FORKED = "ours", "floor", "floor, each in a process forked for it"
BASES = (FLOOR, FORKED)  # no tools: what any must pay
NBGRADER, OTTER = "nbgrader, lean notebook", "otter-grader, lean notebook"
WHOLE_NBGRADER, WHOLE_OTTER = "nbgrader, our notebook", "otter-grader, our notebook"
LEAN = {WHOLE_NBGRADER: NBGRADER, WHOLE_OTTER: OTTER}  # the same tool, and so the same start-up, with the lean notebook
ONE, SMALL, LARGE, LOOP, CRASH, FEEDBACK = "one", "small", "large", "loop", "crash", "feedback"


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one tool."""

    tool: str
    run: str
    students: int
    cpu: float
    wall: float
    accounted: float | None = None

    def cost(self, what: What) -> float:
        """Return its cpu or wall seconds."""
        return self.cpu if what == "cpu" else self.wall


@dataclass(slots=True)
class Comparison:
    """All runs, and what each tool said of the students."""

    rounds: int
    samples: list[Sample] = field(default_factory=list)
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)  # tool → kind → share of the points
    missing: dict[str, str] = field(default_factory=dict)  # tool → why it wasn't measured

    def of(self, tool: str, run: str) -> list[Sample]:
        """List the runs of a kind, in the order of the rounds."""
        return [one for one in self.samples if (one.tool, one.run) == (tool, run)]

    def tools(self) -> list[str]:
        """Name the tools that were measured."""
        return list(dict.fromkeys(one.tool for one in self.samples))

    def marginal(self, tool: str, what: What) -> float:
        """Return what one more submission costs, in cpu or wall seconds."""
        small, large = self.of(tool, SMALL), self.of(tool, LARGE)
        if not small:
            start = self.start_up(tool, what)
            return statistics.median((one.cost(what) - start) / one.students for one in large)
        return statistics.median(
            (b.cost(what) - a.cost(what)) / (b.students - a.students) for a, b in zip(small, large, strict=True)
        )

    def start_up(self, tool: str, what: What) -> float:
        """Return what a run costs before the first submission; the floors are warm."""
        if tool in BASES:
            return 0.0
        if tool in LEAN:
            return self.start_up(LEAN[tool], what)
        each = self.marginal(tool, what)
        return statistics.median(one.cost(what) - one.students * each for one in self.of(tool, SMALL))

    def per_submission(self, tool: str, students: int) -> float:
        """Return cpu seconds a submission in a class of a size, start-up included: as measured for one alone, where that was run, else put together."""
        if students == 1 and (alone := self.of(tool, ONE)):
            return statistics.median(one.cpu for one in alone)
        return self.start_up(tool, "cpu") / students + self.marginal(tool, "cpu")

    def extra(self, tool: str, run: str, what: What) -> float | None:
        """Return what the one submission of a run costs, start-up taken off; None where there was no such run."""
        found = [one.cost(what) for one in self.of(tool, run)]
        return statistics.median(found) - self.start_up(tool, what) if found else None

    def disagreement(self) -> float | None:
        """Return by how much the two ways of counting processor time differ at most, as a share."""
        both = [(one.cpu, one.accounted) for one in self.samples if one.accounted]
        return max((abs(cpu / accounted - 1) for cpu, accounted in both if accounted), default=None)
