"""The questions of all assignments as an attacker sees them: what a block looks like, what our answer is, what is banned, what is counted.

Comes in: the repository's root. Goes out: `Question`s, and an assignment cut down to one of them, so that a hand-in takes a fifth of a second.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from autograder.authoring import answer_blocks, submissions
from autograder.checks.work_judges import Growth
from autograder.course import assignment as course_assignment
from autograder.course import settings
from autograder.intake.ipynb import Json
from autograder.model import Assignment

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"seconds_per_case": 3.0, "seconds": 12.0, "cpu_seconds": 8.0, "memory_mb": 700, "disk_mb": 16}

LOOPED: Mapping[tuple[str, str], str] = {
    ("knn", "compute_distances_no_loops"): "compute_distances_two_loops",
    ("vectorization", "elementwise_power"): "elementwise_power_loops",
    ("vectorization", "pairwise_distances"): "pairwise_distances_loops",
    ("linear_classifier", "softmax_loss_vectorized"): "softmax_loss_naive",
}
"""Question without loops → the one that asks for the same with loops."""

UNLOOPED: Mapping[tuple[str, str], str] = {
    ("knn", "compute_distances_two_loops"): "compute_distances_no_loops",
    ("knn", "compute_distances_one_loop"): "compute_distances_no_loops",
    ("vectorization", "elementwise_power_loops"): "elementwise_power",
    ("vectorization", "pairwise_distances_loops"): "pairwise_distances",
    ("vectorization", "pairwise_distances_python"): "pairwise_distances",
    ("linear_classifier", "softmax_loss_naive"): "softmax_loss_vectorized",
}
"""Question that asks for loops → the one that answers it without."""


@dataclass(frozen=True)
class Question:
    """One question."""

    assignment: str
    id: str
    points: float
    own: tuple[str, ...]  # our blocks, as they stand
    arguments: tuple[str, ...]  # of the function, where its block is the whole of it; else nothing
    banned: Mapping[str, float]  # name → the share of the question that a call costs
    forbids_loops: float  # points

    @property
    def whole(self) -> bool:
        """Say whether the block is a whole function's body."""
        return bool(self.arguments)

    @property
    def indent(self) -> str:
        """What stands before the block's lines."""
        first = next(line for line in self.own[0].split("\n") if line.strip())
        return first[: len(first) - len(first.lstrip())]

    def block(self, *lines: str) -> str:
        """Write lines as they stand in this block."""
        return textwrap.indent("\n".join(lines), self.indent)

    def as_function(self, name: str) -> str:
        """Write our answer as a function inside the block."""
        return f"def {name}({', '.join(self.arguments)}):\n" + textwrap.indent(textwrap.dedent(self.own[0]), "    ")

    def called(self, name: str) -> str:
        """Write a call of such a function."""
        return f"{name}({', '.join(self.arguments)})"


@cache
def assignment(name: str) -> Assignment:
    """Load an assignment, with limits that make greed short."""
    loaded = course_assignment.load(name, ROOT)
    return replace(loaded, limits=replace(loaded.limits, **QUICK), pictures=())


@cache
def cut_down(name: str, question: str) -> Assignment:
    """Leave an assignment one question."""
    whole = assignment(name)
    (one,) = [one for one in whole.questions if one.id == question]
    return replace(whole, questions=(one,), points=one.max_points)


@cache
def released(name: str) -> Json:
    """Read what students get."""
    return submissions.released_notebook(name, ROOT)


@cache
def solutions(name: str) -> Mapping[str, tuple[str, ...]]:
    """Read our own blocks."""
    return answer_blocks.our_solutions(name, ROOT)


def growth_points(one: Assignment, question: str, *, forbids: bool) -> float:
    """Add up what a question's checks of counted work are worth: those that forbid loops, or those that ask for them."""
    return sum(
        check.points
        for each in one.questions
        if each.id == question
        for check in each.checks
        if isinstance(check.judge, Growth) and (check.judge.at_most == "1" if forbids else check.judge.at_least != "1")
    )


@cache
def every() -> tuple[Question, ...]:
    """List all questions that checks judge."""
    return tuple(one for name in settings.names(ROOT) for one in _of(name))


def _of(name: str) -> list[Question]:
    loaded, own, templates = assignment(name), solutions(name), answer_blocks.templates(name, ROOT)
    return [
        Question(
            name,
            one.id,
            one.max_points,
            own[one.id],
            _arguments(templates[one.id], own[one.id]),
            one.banned,
            growth_points(loaded, one.id, forbids=True),
        )
        for one in loaded.questions
        if one.checks and one.id in own
    ]


def _arguments(template: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """Name the arguments of a function whose body is one block."""
    tree = ast.parse(template)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if len(functions) != 1 or len(own) != 1:
        return ()
    function = functions[0]
    docstring = isinstance(function.body[0], ast.Expr) and isinstance(function.body[0].value, ast.Constant)
    body = ast.parse(textwrap.dedent(own[0]) and "def f():\n" + textwrap.indent(textwrap.dedent(own[0]), "    ")).body
    inside = body[0].body if isinstance(body[0], ast.FunctionDef) else []
    if len(function.body) - docstring != len(inside):
        return ()
    return tuple(one.arg for one in function.args.args)
