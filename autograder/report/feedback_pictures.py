"""Draw what a student's function answered to a public example beside what ours answers.

In: a picture of pictures.py, the two answers, the inputs. Out: a PNG that matplotlib made here, of numbers only: nothing that a student
wrote is ever drawn as text, and numbers that can't be drawn are left out before the painter sees them.
"""

from __future__ import annotations

import hashlib
import io
import math
from typing import Any

import torch

from autograder import wire
from autograder.checks.answers import plain, tensors
from autograder.checks.comparison import has_form
from autograder.conventions.plurals import counted
from autograder.model import Array, CaseInputs, FeedbackPicture, Picture
from autograder.value_tree import map_leaves

SIZE = (7.2, 2.9)  # inches
DOTS = 100  # per inch
MARGINS = {"left": 0.09, "right": 0.93, "top": 0.87, "bottom": 0.19, "wspace": 0.32}
FAR = 100.0  # times the largest expected number: what is further away is cut off there
FINE = 1e-6  # of the largest expected number: what is finer isn't drawn
MOST_KEPT = 256  # pictures that are kept for students who answer the same


class Gallery:
    """The pictures of one exam. Students who made the same mistake get the same picture, which is drawn once."""

    def __init__(self) -> None:
        self._painted: dict[bytes, Picture] = {}

    def picture(self, wanted: FeedbackPicture, got: Any, expected: Any, inputs: CaseInputs) -> Picture | None:
        """Return a picture; None when the answer has another form than the expected one, or nobody could tell the two apart.

        got is an answer off the wire, expected and inputs are the exam's torch tensors and plain values. A painter that raises is
        no reason to lose a grade: the caption then says that there is no picture.
        """
        yours = _to_draw(wanted, got, expected, inputs)
        if yours is None:
            return None
        key = hashlib.blake2b(f"{wanted.asked.asks} {wanted.asked.name} ".encode(), digest_size=16)
        key.update(wire.encode({"yours": map_leaves(_as_array, yours)}))
        picture = self._painted.pop(key.digest(), None) or _painted(wanted, yours, expected, inputs)
        self._painted[key.digest()] = picture  # the last in turn to go
        if len(self._painted) > MOST_KEPT:
            del self._painted[next(iter(self._painted))]
        return picture


def _to_draw(wanted: FeedbackPicture, got: Any, expected: Any, inputs: CaseInputs) -> Any:
    """Return the answer as it is drawn, or None."""
    if not has_form(got, expected, inputs, varied=False) or wanted.asked.judge(got, expected, inputs) is None:
        return None
    largest = max(
        (float(one.abs().max()) for one in tensors(map_leaves(_as_tensor, expected)) if one.numel()), default=1.0
    )
    return _drawable(plain(got), FAR * largest, FINE * largest)


def _painted(wanted: FeedbackPicture, yours: Any, expected: Any, inputs: CaseInputs) -> Picture:
    from matplotlib.figure import Figure  # half a second: only where there is something to draw

    plain_layout: Any = "none"  # whatever this process's settings are
    figure = Figure(figsize=SIZE, dpi=DOTS, layout=plain_layout)
    figure.subplots_adjust(**MARGINS)  # a layout that is worked out draws everything several times
    try:
        wanted.paint(figure, yours, expected, inputs)
        png = io.BytesIO()
        figure.savefig(png, format="png", metadata={"Software": None})
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        return Picture(wanted.asked.asks, f"{wanted.caption} (It could not be drawn: {type(error).__name__}.)", b"")
    return Picture(wanted.asked.asks, wanted.caption, png.getvalue(), _in_words(yours, expected))


def _in_words(yours: Any, expected: Any) -> str:
    """Say how far the two answers go and how many of their numbers differ, as exactly as a picture shows it."""
    mine, ours = (
        torch.cat([one.to(torch.float64).flatten() for one in tensors(map_leaves(_as_tensor, answer))])
        for answer in (yours, expected)
    )
    apart = ~torch.isclose(mine, ours, rtol=0.0, atol=FINE * float(ours.abs().max()))  # NaN differs from all
    differ = int(apart.sum())
    return f"Of {counted(len(ours), 'number')} {counted(differ, 'differs', 'differ')}. Yours go {_span(mine)}, ours {_span(ours)}."


def _span(numbers: torch.Tensor) -> str:
    finite = numbers[torch.isfinite(numbers)]
    return (
        f"from {float(finite.min()):.2g} to {float(finite.max()):.2g}"
        if len(finite)
        else "nowhere: none of them is finite"
    )


def _drawable(value: Any, far: float, fine: float) -> Any:
    """Replace what isn't finite by NaN, bring what is far away within reach, and round off what nobody can see."""

    def drawable(leaf: Any) -> Any:
        if isinstance(leaf, (bool, int, float)):
            return float(drawable(torch.tensor(float(leaf), dtype=torch.float64)))
        if not isinstance(leaf, torch.Tensor):
            return leaf
        numbers = leaf.to(torch.float64)
        within = torch.where(torch.isfinite(numbers), numbers.clamp(-far, far), math.nan)
        return (within / fine).round() * fine if fine else within

    return map_leaves(drawable, value)


def _as_tensor(leaf: Any) -> Any:
    return torch.tensor(float(leaf)) if isinstance(leaf, (bool, int, float)) else leaf


def _as_array(leaf: Any) -> Any:
    return Array(leaf.contiguous()) if isinstance(leaf, torch.Tensor) else leaf
