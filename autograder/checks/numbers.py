"""The judge of numbers, `close`: how far from the reference's an answer may be, and what is said of one that is further, or nearly right.

In and out: as for judges.py.

There are two bands. Within the first lies all that rounding can do; such an answer is right. In float64 a second one, a millionth of the
largest number, holds what a small number leaves that was added for safety, as in log(p + 1e-8): a careful person gives the points and says in
which digit it differs, and so does `Close.note`. A check that is about such a number says `strict=True`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks import rounding_noise
from autograder.checks.answers import share, tensors
from autograder.checks.comparison import outside, walk
from autograder.conventions.plurals import some_of
from autograder.model import Array, CaseInputs, CaseKind

SmallNumbers = Callable[[], Mapping[int, str]]
REACH = 3  # digits: what is divided by, or under a logarithm, makes an added number's effect so much larger or smaller
NEARLY = 1e-6  # of the largest right number, in float64; the smallest mistake in a formula that was measured is 100 times that
_KNOWN = 32  # judges and parts of an answer; a judge that is made anew for every call is never met again


@dataclass(frozen=True, slots=True)
class Close:
    """Judge numbers against float64: |got − expected| ≤ (16 + 4√n)·eps·S, elementwise, after all that can be seen at a glance.

    n is the length of the longest reduction, S the size of its terms, which of an answer that is rounding noise is that of the inputs; eps belongs to the answer's dtype, but to none that is coarser than
    float32 and the inputs': who may choose the dtype could choose what is wrong by a tenth. The rule accepts
    every order of summation that was measured, in float32 and float64, and is 1/50 of the smallest mistake that was.
    """

    terms: Any = None
    scale: Any = None
    parts: tuple[str, ...] = ()
    dtype: bool = True
    factor: float = 1.0
    strict: bool = False
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Compare, part by part when the answer has several."""
        return walk(got, expected, self.parts, "", lambda a, b, name: self._numbers(a, b, name, inputs))

    def note(self, got: Any, expected: Any, inputs: CaseInputs, added: SmallNumbers = dict) -> str | None:
        """Say in which digit a right answer differs; None where it is right to the last digits, or is no right one.

        added: finds what is said of small numbers that the code adds, by the digit in which each stands: one whose size may be the reason is told.
        """

        def differing(seen: Array, right: torch.Tensor, name: str) -> str | None:
            return self._numbers(seen, right, name, inputs, noted=added)

        return walk(got, expected, self.parts, "", differing)

    def _numbers(
        self,
        got: Array,
        expected: torch.Tensor,
        name: str,
        inputs: CaseInputs,
        *,
        noted: SmallNumbers | None = None,
    ) -> str | None:
        wanted = inputs.dtype if expected.is_floating_point() else expected.dtype
        if complaint := outside(got, expected, name, inputs, wanted if self.dtype else None):
            return complaint
        if not got.tensor.is_floating_point():
            return unequal(got.tensor, expected, name)
        right, finite, unit = self._right(expected, name, inputs)
        seen = got.tensor.to(torch.float64)
        eps = max(_eps(inputs.dtype), min(_eps(got.tensor.dtype), _eps(torch.float32)))
        allowed = torch.clamp(eps * unit, min=torch.finfo(torch.float64).tiny)
        gap = (seen - right).abs()
        if bool((finite & torch.isfinite(gap) & (gap <= allowed)).all()):  # the usual case
            return None
        if complaint := _not_finite(seen, right, name):
            return complaint
        wrong = finite & (gap > allowed) & (gap > eps * self._noise(right, finite, inputs))
        if not wrong.any():
            return None
        size, furthest = float(right[finite].abs().max()), float(gap[finite].max())
        if not self.strict and furthest <= NEARLY * size and inputs.dtype == got.tensor.dtype == torch.float64:
            return None if noted is None else _nearly(furthest / size, name, noted)
        return _differ(int(wrong.sum()), right.numel(), furthest / (size or 1.0), name)

    def _right(self, expected: torch.Tensor, name: str, inputs: CaseInputs) -> tuple[torch.Tensor, ...]:
        """Return the right answer in float64, where it is finite, and the tolerance in units of eps."""
        answer, found = inputs.known.get((self, name), (None, ()))
        if answer is expected:
            kept: tuple[torch.Tensor, ...] = found
            return kept
        right = expected.to(torch.float64)
        finite = torch.isfinite(right)
        size = _amount(self.scale, inputs, right[finite].abs().max() if finite.any() else torch.tensor(0.0))
        unit = self._share(inputs) * torch.as_tensor(size, dtype=torch.float64)
        if len(inputs.known) < _KNOWN:
            inputs.known.setdefault((self, name), (expected, (right, finite, unit)))
        return right, finite, unit

    def _share(self, inputs: CaseInputs) -> float:
        """Return how many times eps an answer may be off, as a share of S."""
        return self.factor * (16 + 4 * math.sqrt(float(_amount(self.terms, inputs, _longest(inputs)))))

    def _noise(self, right: torch.Tensor, finite: torch.Tensor, inputs: CaseInputs) -> float:
        """Return the tolerance in units of eps where the right answer is rounding noise itself; 0 where it isn't, or its author says how large it is."""
        if self.scale is not None or self.strict or not finite.any():
            return 0.0
        terms = rounding_noise.terms_behind(float(right[finite].abs().max()), inputs)
        return self._share(inputs) * terms if terms else 0.0


def close(
    *,
    terms: Any = None,
    scale: Any = None,
    parts: tuple[str, ...] = (),
    dtype: bool = True,
    factor: float = 1.0,
    strict: bool = False,
) -> Close:
    """Judge numbers with the tolerance that rounding alone can need.

    terms: the length n of the longest reduction, or a function of the inputs; default the size of the largest input.
    scale: S, or a function of the inputs giving a number or a tensor that broadcasts with the answer; default max|expected|, and where that
        is nothing but rounding noise (the sum of deviations from a mean), the largest input.
    parts: names for the parts of a tuple, for the message: ("loss", "dW").
    dtype: whether a floating answer must have the inputs' dtype.
    strict: whether no more than the answer's own rounding is allowed. Otherwise a float64 answer that is off by at most a millionth of the largest number
        passes, with a note of the digit, and of the line where a small number is added; say strict=True where the check is about such a number.
    """
    return Close(terms=terms, scale=scale, parts=parts, dtype=dtype, factor=factor, strict=strict)


def unequal(seen: torch.Tensor, right: torch.Tensor, name: str) -> str | None:
    """Say how many values aren't equal."""
    floating = seen.is_floating_point() or right.is_floating_point()
    kind = torch.float64 if floating else torch.int64  # which holds integers that float64 rounds
    a, b = seen.to(kind), right.to(kind)
    wrong = int(((a != b) & ~(a.isnan() & b.isnan())).sum())
    label = f"{name}: " if name else ""
    if not wrong:
        return None
    return f"{label}the value is wrong" if right.ndim == 0 else f"{label}{some_of(wrong, right.numel(), 'value')} wrong"


def _not_finite(seen: torch.Tensor, right: torch.Tensor, name: str) -> str | None:
    label = f"{name}: " if name else ""
    odd = int((torch.isnan(seen) & ~torch.isnan(right)).sum())
    if odd:
        return f"{label}{some_of(odd, seen.numel(), 'number')} NaN"
    infinite = torch.isinf(right) | torch.isinf(seen)
    if bool((infinite & (seen != right)).any()):
        odd = int((infinite & (seen != right)).sum())
        verb = "is infinite where it shouldn't be", "are infinite where they shouldn't be"
        return f"{label}{some_of(odd, seen.numel(), 'number', verb=verb)}, or the reverse"
    if bool((torch.isnan(right) & ~torch.isnan(seen)).any()):
        return f"{label}some numbers should be NaN and aren't"
    return None


def _nearly(relative: float, name: str, added: SmallNumbers) -> str:
    """Say in which digit; whatever else is said depends on the digit alone, so that nothing finer of what is right is told."""
    digit = -math.floor(math.log10(relative))
    label = f"{name}: " if name else ""
    reason = next((f"; {said}" for at, said in added().items() if abs(at - digit) <= REACH), "")
    return f"{label}right, though it differs in the {digit}th digit{reason}"


def _differ(count: int, total: int, relative: float, name: str) -> str:
    label = f"{name}: " if name else ""
    size = share(relative)
    if total == 1:
        return f"{label}the number is off by {size} of the right one's size"
    return f"{label}{some_of(count, total, 'number')} off, by up to {size} of the largest right one"


def _longest(inputs: CaseInputs) -> int:
    return max((tensor.numel() for tensor in tensors(inputs)), default=1)


def _amount(given: Any, inputs: CaseInputs, default: Any) -> Any:
    if given is None:
        return default
    return given(inputs) if callable(given) else given


def _eps(dtype: torch.dtype) -> float:
    return float(torch.finfo(dtype).eps) if dtype.is_floating_point else 0.0
