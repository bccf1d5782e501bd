"""Show a hint only where what it takes for granted was seen: no question about a squeeze to whom the formula fails.

Comes in: the checks of a question, judged. Goes out: the same, with the hints that would lead astray taken out, and with the inputs' shapes
where an exception may have to do with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import torch

from autograder.checks import second_look
from autograder.checks.answers import shown_shape
from autograder.checks.part_judges import part_of
from autograder.examine.judging import Judged
from autograder.examine.test_plan import PlannedCase
from autograder.model import CaseKind, Observation, Outcome

_OF_SHAPES = re.compile(r"\b(?:shapes?|ax[ie]s|squeeze|dimensions?|columns?|rows?)\b")
_SHAPE_ERRORS = ("IndexError", "RuntimeError", "ValueError")
_MOST_SHAPES = 6


def settle(judged: Sequence[Judged], seen: Mapping[str, Observation]) -> Iterator[Judged]:
    """Keep the hints that follow from what was seen."""
    for number, one in enumerate(judged):
        if not one.failed or one.at is None:
            yield one
            continue
        raised = seen[one.at.case.id].outcome is not Outcome.ANSWERED
        follows = _follows_raised(one, judged, seen) if raised else _follows_answer(one, judged[:number])
        hint = one.verdict.hint if follows else None
        message = one.verdict.message
        if raised and hint and _is_of_shapes(one, seen) and (shapes := _shapes(one.at)):
            message = f"{message} ({shapes})"
        yield replace(one, verdict=replace(one.verdict, hint=hint, message=message))


def _follows_raised(one: Judged, judged: Sequence[Judged], seen: Mapping[str, Observation]) -> bool:
    """Tell whether a hint may be about what raised: a device or a dtype, where nothing raised the same without it, or shapes."""
    if one.check.kind is CaseKind.DEVICE:
        return not any(_raised_alike(one, other, seen) for other in judged if other.check.kind is not CaseKind.DEVICE)
    if _is_about_dtype(one):
        in_float64 = [other for other in judged if other.at is not None and other.at.dtype == "float64"]
        on_cpu = [other for other in in_float64 if other.check.kind is not CaseKind.DEVICE]
        special = one.at is not None and one.at.dtype != "float64"
        return special and not any(_raised_alike(one, other, seen) for other in on_cpu)
    return _is_of_shapes(one, seen)


def _raised_alike(one: Judged, other: Judged, seen: Mapping[str, Observation]) -> bool:
    """Tell whether two checks met one exception at one line: then what is special about either isn't why."""
    if one is other or not other.failed or one.at is None or other.at is None:
        return False
    mine, theirs = seen[one.at.case.id], seen[other.at.case.id]
    return theirs.outcome is Outcome.RAISED and (mine.error, mine.line) == (theirs.error, theirs.line)


def _follows_answer(one: Judged, earlier: Sequence[Judged]) -> bool:
    """Tell whether no earlier check of the same part of the answer failed: then this one's case is what is wrong, and not all."""
    if one.check.kind is not CaseKind.VALUE or second_look.is_about_dtype(one.check.judge):
        return True
    mine = part_of(one.check.judge)
    return not any(
        other.failed and other.check.kind is CaseKind.VALUE and mine in ((), part_of(other.check.judge))
        for other in earlier
    )


def _is_about_dtype(one: Judged) -> bool:
    return second_look.is_about_dtype(one.check.judge) or "float64" not in one.check.dtypes


def _is_of_shapes(one: Judged, seen: Mapping[str, Observation]) -> bool:
    error = seen[one.at.case.id].error if one.at else None
    return error in _SHAPE_ERRORS and _OF_SHAPES.search(one.check.hint or "") is not None


def _shapes(case: PlannedCase) -> str:
    """Say which shapes the inputs had: 'x_train was (8, 6), x_test (1, 6)'."""
    tensors = [(name, value) for name, value in case.inputs.items() if isinstance(value, torch.Tensor)]
    told = [f"{name} {shown_shape(value)}" for name, value in tensors[:_MOST_SHAPES]]
    return f"the shapes: {', '.join(told)}" if told else ""
