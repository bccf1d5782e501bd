"""Tell whether a right answer is nothing but our own rounding: the sum of deviations from a mean is 0, and ours is 1e-16, or 0 by luck.

Comes in: the inputs of a call, with who answers it on our side, and the largest number of a part of the right answer. Goes out: of what size
the terms are that it is left from, or None where it means what it says.

Who divides by the size of such an answer asks everybody for our own noise. So, where an answer is tiny beside its inputs, and only once somebody's
differs from it, ours is asked again for the same inputs times 1 + k·2⁻⁵⁰. A number that means something stays nearly as it is, however small:
a probability of 1e-20 changes by 1e-14 of itself, a true zero not at all. What is noise is drawn anew, and changes by its own size. All inputs
have one factor, so that what is equal stays equal, and what is whole stays exact.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch

from autograder.checks.answers import formed
from autograder.model import CaseInputs
from autograder.value_tree import leaves, map_leaves

TINY = 1e-8  # of the largest input: noise is smaller by far, and what is larger is never asked about
STEPS = (1, 2, 3, 5, 7)  # of 2⁻⁵⁰; noise takes few different values, so that one drawing may give the same again
OWN_SIZE = 0.25  # of it, by which noise changes
_EPS = torch.finfo(torch.float64).eps


def terms_behind(size: float, inputs: CaseInputs) -> float | None:
    """Return the size of the terms that an answer of this size is left from by rounding alone; None where it is no noise."""
    largest = max((abs(number) for number in _numbers(dict(inputs))), default=0.0)
    if inputs.reference is None or not size <= TINY * largest:
        return None
    known = inputs.known.get(terms_behind)
    if known is None:
        known = inputs.known[terms_behind] = (None, _noise(inputs, inputs.reference, largest))
    found: Mapping[float, float] = known[1]
    return found.get(size)


def _noise(inputs: CaseInputs, reference: Callable[..., Any], largest: float) -> Mapping[float, float]:
    """Find the parts of our answer that are noise: the largest number of each → the size of the terms."""
    whole = not any(map(_is_floating, leaves(dict(inputs))))
    asked = [_answer(inputs, reference, 1 + step * 2**-50, whole=whole) for step in STEPS]
    ours = _answer(inputs, reference, 1.0, whole=False)
    found: dict[float, float] = {}
    if any(len(one) != len(ours) for one in asked):
        return found
    for part, *again in zip(ours, *asked, strict=True):
        size = _largest(part)
        if any(other.shape != part.shape for other in again) or not all(
            _largest(one) <= TINY * largest for one in again
        ):
            continue
        change = max(_largest(other - part) for other in again)
        if change > 0 and change >= OWN_SIZE * size:
            found[size] = max(largest, change / _EPS)
    return found


def _answer(inputs: CaseInputs, reference: Callable[..., Any], factor: float, *, whole: bool) -> list[torch.Tensor]:
    """Return the numbers of our answer to inputs times a factor, whole numbers where there are no others; nothing where it has none there."""

    def changed(leaf: Any) -> Any:
        if isinstance(leaf, torch.Tensor):
            return leaf * factor if _is_floating(leaf) or (whole and leaf.dtype != torch.bool) else leaf.clone()
        return leaf * factor if _is_floating(leaf) or (whole and type(leaf) is int) else copy.deepcopy(leaf)

    try:
        answer = formed(reference(**{name: map_leaves(changed, value) for name, value in inputs.items()}))
    except Exception:  # noqa: BLE001 – whatever a reference raises of whole numbers that aren't whole any more
        return []
    numbers = [torch.as_tensor(leaf, dtype=torch.float64) for leaf in leaves(answer) if _is_floating(leaf)]
    return [torch.where(torch.isfinite(one), one, 0.0) for one in numbers]


def _largest(numbers: torch.Tensor) -> float:
    return float(numbers.abs().max()) if numbers.numel() else 0.0


def _is_floating(leaf: Any) -> bool:
    return leaf.is_floating_point() if isinstance(leaf, torch.Tensor) else type(leaf) is float


def _numbers(values: Mapping[str, Any]) -> Iterator[float]:
    """Give the largest number of each array, and each number beside them."""
    for leaf in leaves(values):
        if isinstance(leaf, torch.Tensor) and leaf.numel() and not leaf.is_complex():
            numbers = leaf.to(torch.float64)
            yield _largest(torch.where(torch.isfinite(numbers), numbers, 0.0))
        elif isinstance(leaf, (int, float)) and abs(leaf) < 2**1000 and math.isfinite(leaf):
            yield float(leaf)
