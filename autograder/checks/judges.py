"""Judges: what a student's answer and the reference's have to do with each other. Each returns None, or one sentence.

A judge gets the answer as it came off the wire (plain values, with `Array` where an array stood), the reference's answer (torch tensors
and plain values) and the inputs. It may speak of shapes, dtypes, devices, how many numbers differ and by how much; never of an input's
or an expected value. Nothing of a student's is ever called here: an answer is bytes that were measured first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks.answers import arrays, describe, plain, share, tensors
from autograder.checks.comparison import outside, walk
from autograder.model import Array, CaseInputs, CaseKind
from autograder.value_tree import alike

Rule = Callable[[Any, Any, CaseInputs], "str | None"]
"""(got, expected, inputs) → None or one sentence, of an author's; the arrays of got are torch tensors."""

_KNOWN = 32  # judges and parts of an answer; a judge that is made anew for every call is never met again


# ---------------------------------------------------------------- judges of values


@dataclass(frozen=True, slots=True)
class Close:
    """Judge numbers against float64: |got − expected| ≤ (16 + 4√n)·eps·S, elementwise, after all that can be seen at a glance.

    n is the length of the longest reduction, S the size of its terms; eps belongs to the answer's dtype, but to none that is coarser than
    float32 and the inputs': who may choose the dtype could choose what is wrong by a tenth. The rule accepts
    every order of summation that was measured, in float32 and float64, and is 1/50 of the smallest mistake that was.
    """

    terms: Any = None
    scale: Any = None
    parts: tuple[str, ...] = ()
    dtype: bool = True
    factor: float = 1.0
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Compare, part by part when the answer has several."""
        return walk(got, expected, self.parts, "", lambda a, b, name: self._numbers(a, b, name, inputs))

    def _numbers(self, got: Array, expected: torch.Tensor, name: str, inputs: CaseInputs) -> str | None:
        wanted = inputs.dtype if expected.is_floating_point() else expected.dtype
        if complaint := outside(got, expected, name, inputs, wanted if self.dtype else None):
            return complaint
        if not got.tensor.is_floating_point():
            return _unequal(got.tensor, expected, name)
        right, finite, unit = self._right(expected, name, inputs)
        seen = got.tensor.to(torch.float64)
        eps = max(_eps(inputs.dtype), min(_eps(got.tensor.dtype), _eps(torch.float32)))
        allowed = torch.clamp(eps * unit, min=torch.finfo(torch.float64).tiny)
        gap = (seen - right).abs()
        if bool((finite & torch.isfinite(gap) & (gap <= allowed)).all()):  # the usual case
            return None
        if complaint := _not_finite(seen, right, name):
            return complaint
        wrong = finite & (gap > allowed)
        if not wrong.any():
            return None
        largest = float(right[finite].abs().max()) or 1.0
        return _differ(int(wrong.sum()), right.numel(), float(gap[finite].max()) / largest, name)

    def _right(self, expected: torch.Tensor, name: str, inputs: CaseInputs) -> tuple[torch.Tensor, ...]:
        """Return the right answer in float64, where it is finite, and the tolerance in units of eps."""
        answer, found = inputs.known.get((self, name), (None, ()))
        if answer is expected:
            kept: tuple[torch.Tensor, ...] = found
            return kept
        right = expected.to(torch.float64)
        finite = torch.isfinite(right)
        size = _amount(self.scale, inputs, right[finite].abs().max() if finite.any() else torch.tensor(0.0))
        terms = float(_amount(self.terms, inputs, _longest(inputs)))
        unit = self.factor * (16 + 4 * math.sqrt(terms)) * torch.as_tensor(size, dtype=torch.float64)
        if len(inputs.known) < _KNOWN:
            inputs.known.setdefault((self, name), (expected, (right, finite, unit)))
        return right, finite, unit


def close(
    *,
    terms: Any = None,
    scale: Any = None,
    parts: tuple[str, ...] = (),
    dtype: bool = True,
    factor: float = 1.0,
) -> Close:
    """Judge numbers with the tolerance that rounding alone can need.

    terms: the length n of the longest reduction, or a function of the inputs; default the size of the largest input.
    scale: S, or a function of the inputs giving a number or a tensor that broadcasts with the answer; default max|expected|.
    parts: names for the parts of a tuple, for the message: ("loss", "dW").
    dtype: whether a floating answer must have the inputs' dtype.
    """
    return Close(terms=terms, scale=scale, parts=parts, dtype=dtype, factor=factor)


@dataclass(frozen=True, slots=True)
class Exactly:
    """Judge labels, indices, counts, shapes and words: nothing but equal will do."""

    parts: tuple[str, ...] = ()
    dtype: bool = True
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Compare, part by part when the answer has several."""

        def equal(a: Array, b: torch.Tensor, name: str) -> str | None:
            wanted = inputs.dtype if b.is_floating_point() else b.dtype
            return outside(a, b, name, inputs, wanted if self.dtype else None) or _unequal(a.tensor, b, name)

        return walk(got, expected, self.parts, "", equal)


def exactly(*, parts: tuple[str, ...] = (), dtype: bool = True) -> Exactly:
    """Judge by equality, dtype included."""
    return Exactly(parts=parts, dtype=dtype)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Judge the inputs as they are after the call: bit for bit as they were put in."""

    kind: CaseKind = CaseKind.INPUTS

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Name the first input that changed."""
        for name, before in expected.items():
            after = got.get(name) if isinstance(got, Mapping) else None
            if not alike(before, after, _same_leaf):
                return f"your function changed its input {name}"
        return None


def unchanged() -> Unchanged:
    """Judge that the function left its inputs as they were."""
    return Unchanged()


@dataclass(frozen=True, slots=True)
class SameDevice:
    """Judge that every array of the answer is on the device that the inputs were on."""

    kind: CaseKind = CaseKind.DEVICE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Name the device of the first array that is elsewhere."""
        wanted = inputs.device
        for array in arrays(got):
            if array.device.split(":")[0] != wanted.split(":")[0]:
                return f"the inputs were on another device than the CPU, and an array of your answer is on '{array.device}'"
        return None


def same_device() -> SameDevice:
    """Judge that the answer stays on the inputs' device; asked on a pretend accelerator when the grader has no GPU."""
    return SameDevice()


@dataclass(frozen=True, slots=True)
class HasDtype:
    """Judge the dtype of an answer that is one tensor or array: that of the floating inputs, or a named one."""

    wanted: str | None = None
    structure: bool = True
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Check the structure, then name the two dtypes; what is no array is another check's to tell, but for None."""
        if self.structure and (complaint := _of_other_structure(got, expected, inputs)):
            return complaint
        if not isinstance(got, Array):
            return "got None (is a return missing?)" if got is None else None
        seen, promised = (str(dtype).removeprefix("torch.") for dtype in (got.tensor.dtype, inputs.dtype))
        if seen == (self.wanted or promised):
            return None
        if self.wanted:
            return f"expected dtype {self.wanted}, got {seen}"
        return f"the inputs were {promised}, and the result is {seen}"


def has_dtype(wanted: str | None = None, *, structure: bool = True) -> HasDtype:
    """Judge that the answer has the dtype of the floating inputs, or the one that is named ("int64"), whatever its numbers are."""
    return HasDtype(wanted=wanted, structure=structure)


@dataclass(frozen=True, slots=True)
class Satisfies:
    """Judge by a rule of the author's, once the answer has the reference's structure."""

    rule: Rule
    structure: bool = True
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Check the structure, then ask the rule; it gets plain torch tensors."""
        if self.structure and (complaint := _of_other_structure(got, expected, inputs)):
            return complaint
        try:
            return self.rule(plain(got), expected, inputs)
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
            if expected is not None:
                self.rule(expected, expected, inputs)  # one that can't even read a right answer is its author's fault
            return f"expected an answer of another form, got {describe(got)}"


def satisfies(rule: Rule, *, structure: bool = True) -> Satisfies:
    """Judge by rule(got, expected, inputs) → None or one sentence; got's arrays are torch tensors.

    With structure, the answer is first compared with the reference's: the same nesting, keys, and numbers of axes,
    so that the rule can rely on them. Without, an answer that the rule can't read fails: no student can break a judge.
    """
    return Satisfies(rule=rule, structure=structure)


def _not_finite(seen: torch.Tensor, right: torch.Tensor, name: str) -> str | None:
    label = f"{name}: " if name else ""
    odd = int((torch.isnan(seen) & ~torch.isnan(right)).sum())
    if odd:
        return f"{label}{odd} of {seen.numel()} numbers are NaN"
    infinite = torch.isinf(right) | torch.isinf(seen)
    if bool((infinite & (seen != right)).any()):
        return f"{label}{int((infinite & (seen != right)).sum())} of {seen.numel()} numbers are infinite where they shouldn't be, or the reverse"
    if bool((torch.isnan(right) & ~torch.isnan(seen)).any()):
        return f"{label}some numbers should be NaN and aren't"
    return None


def _unequal(seen: torch.Tensor, right: torch.Tensor, name: str) -> str | None:
    wrong = int((seen.to(torch.float64) != right.to(torch.float64)).sum())
    label = f"{name}: " if name else ""
    if not wrong:
        return None
    return f"{label}the value is wrong" if right.ndim == 0 else f"{label}{wrong} of {right.numel()} values are wrong"


def _differ(count: int, total: int, relative: float, name: str) -> str:
    label = f"{name}: " if name else ""
    size = share(relative)
    if total == 1:
        return f"{label}the number is off by {size} of the right one's size"
    return f"{label}{count} of {total} numbers are off, by up to {size} of the largest right one"


def _same_leaf(before: Any, after: Any) -> bool:
    if not isinstance(before, Array):
        return type(before) is type(after) and bool(before == after)
    if not isinstance(after, Array) or before.tensor.dtype != after.tensor.dtype:
        return False
    return before.tensor.shape == after.tensor.shape and torch.equal(_bits(before.tensor), _bits(after.tensor))


def _bits(tensor: torch.Tensor) -> torch.Tensor:
    """Return the bytes, so that NaN is equal to itself and −0 isn't 0."""
    return tensor.contiguous().flatten().view(torch.uint8)


def _of_other_structure(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Compare the nesting, the keys, and the numbers of axes."""
    return walk(got, expected, (), "", lambda a, b, name: outside(a, b, name, inputs, None, shape=False))


def _longest(inputs: CaseInputs) -> int:
    return max((tensor.numel() for tensor in tensors(inputs)), default=1)


def _amount(given: Any, inputs: CaseInputs, default: Any) -> Any:
    if given is None:
        return default
    return given(inputs) if callable(given) else given


def _eps(dtype: torch.dtype) -> float:
    return float(torch.finfo(dtype).eps) if dtype.is_floating_point else 0.0
