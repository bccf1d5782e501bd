"""What else can be seen of an answer once it was judged: whether its dtype alone is wrong, and whether both precisions agree.

In: a judge and what it judged. Out: another judge, or a sentence. The examiner asks, to find what a failure comes of.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import torch

from autograder.checks.answers import plain
from autograder.checks.comparison import outside, walk
from autograder.checks.judges import Exactly, HasDtype
from autograder.checks.numbers import Close, SmallNumbers
from autograder.checks.part_judges import PartJudge, PartsDtype
from autograder.model import Array, CaseInputs, Judge
from autograder.value_tree import leaves

MSG_PRECISIONS_DIFFER = "float32 inputs give other numbers than the same inputs in float64"
_ROUNDING = {False: 1e-9, True: 1e-4}  # whether float32 comes into it → how far the same mistake may be from itself
_VISIBLY = 1e-2  # of the largest number: float32 rounds a hundred-thousandth of that, and differences of near numbers lose more


def without_dtype(judge: Judge) -> Judge | None:
    """Return the same judge without its demand on the dtype; None where that is all it demands, or where it demands none."""
    if isinstance(judge, (Close, Exactly)):
        return replace(judge, dtype=False) if judge.dtype else None
    if isinstance(judge, PartJudge):
        inner = without_dtype(judge.judge)
        return replace(judge, judge=inner) if inner else None
    return None


def is_about_dtype(judge: Judge) -> bool:
    """Tell whether a judge looks at the dtype that the inputs decide, and at no number."""
    return isinstance(judge, PartsDtype) or (isinstance(judge, HasDtype) and not judge.wanted)


def looks_at_numbers(judge: Judge) -> bool:
    """Tell whether a judge looks at more than dtypes."""
    return not isinstance(judge, (HasDtype, PartsDtype))


def note(judge: Judge, got: Any, expected: Any, inputs: CaseInputs, added: SmallNumbers = dict) -> str | None:
    """Say what a judge has to remark about an answer that it found right; None where that is nothing. added: as for Close.note."""
    if isinstance(judge, PartJudge):
        seen, right = (part[judge.number] for part in (got, expected))
        pairs = [(seen[key], right[key]) for key in judge.keys] if judge.keys else [(seen, right)]
        return next((said for a, b in pairs if (said := note(judge.judge, a, b, inputs, added))), None)
    return judge.note(got, expected, inputs, added) if isinstance(judge, Close) else None


def same_numbers(got: Any, likely: Any, inputs: CaseInputs) -> bool:
    """Tell whether two answers are the same for all that rounding does, NaN and infinities included."""

    def differs(seen: Array, right: torch.Tensor, name: str) -> str | None:
        return outside(seen, right, name, inputs, None) or _apart(seen.tensor, right, _ROUNDING[_single(seen, inputs)])

    return walk(got, likely, (), "", differs) is None


def is_nan_alone(got: Any, likely: Any) -> bool:
    """Tell whether a mistake's answer has NaN or infinities, and one that came has none: a rule that compares finds nothing beside them."""
    return not all(map(_is_finite, leaves(likely))) and all(map(_is_finite, leaves(got)))


def _is_finite(leaf: Any) -> bool:
    number = leaf.tensor if isinstance(leaf, Array) else leaf
    if isinstance(number, torch.Tensor):
        return bool(torch.isfinite(number).all())
    return not isinstance(number, float) or math.isfinite(number)


def precisions_differ(single: Any, double: Any, inputs: CaseInputs) -> str | None:
    """Compare a function's answer to float32 inputs with its own to the same inputs in float64, coarsely: what rounds is no mistake."""

    def differs(seen: Array, right: torch.Tensor, name: str) -> str | None:
        return outside(seen, right, name, inputs, None) or _apart(seen.tensor, right, _VISIBLY)

    return MSG_PRECISIONS_DIFFER if walk(single, plain(double), (), "", differs) else None


def _single(seen: Array, inputs: CaseInputs) -> bool:
    return torch.float32 in (seen.tensor.dtype, inputs.dtype)


def _apart(seen: torch.Tensor, right: torch.Tensor, tolerance: float) -> str | None:
    if right.is_complex() or seen.is_complex() or not right.numel():
        return None
    a, b = seen.to(torch.float64), right.to(torch.float64)
    finite = b[torch.isfinite(b)].abs()
    near = (a - b).abs() <= tolerance * (float(finite.max()) if finite.numel() else 0.0)
    return None if bool((near | (a == b) | (a.isnan() & b.isnan())).all()) else "they differ"
