"""Judges: what a student's answer and the reference's have to do with each other. Each returns None, or one sentence.

A judge gets the answer as it came off the wire (plain values, with `Array` where an array stood), the reference's answer (torch tensors
and plain values) and the inputs. It may speak of shapes, dtypes, devices, how many numbers differ and by how much; never of an input's
or an expected value. Nothing of a student's is ever called here: an answer is bytes that were measured first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks.answers import arrays, describe, plain, rebuilt
from autograder.checks.comparison import outside, walk
from autograder.checks.numbers import Close, close, unequal
from autograder.model import Array, CaseInputs, CaseKind
from autograder.value_tree import alike

__all__ = [
    "Close",
    "Exactly",
    "HasDtype",
    "Rule",
    "SameDevice",
    "Satisfies",
    "Unchanged",
    "close",
    "exactly",
    "has_dtype",
    "same_device",
    "satisfies",
    "unchanged",
]

Rule = Callable[[Any, Any, CaseInputs], "str | None"]
"""(got, expected, inputs) → None or one sentence, of an author's; the arrays of got are torch tensors."""

# ---------------------------------------------------------------- judges of values


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
            return outside(a, b, name, inputs, wanted if self.dtype else None) or unequal(a.tensor, b, name)

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
            if not alike(before, after, same_leaf):
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
            return self.rule(rebuilt(plain(got)), rebuilt(expected), inputs)
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
            if expected is not None:
                # one that can't even read a right answer is its author's fault
                self.rule(rebuilt(expected), rebuilt(expected), inputs)
            return f"expected an answer of another form, got {describe(got)}"


def satisfies(rule: Rule, *, structure: bool = True) -> Satisfies:
    """Judge by rule(got, expected, inputs) → None or one sentence; got's arrays are torch tensors.

    With structure, the answer is first compared with the reference's: the same nesting, keys, and numbers of axes,
    so that the rule can rely on them. Without, an answer that the rule can't read fails: no student can break a judge.
    """
    return Satisfies(rule=rule, structure=structure)


def same_leaf(before: Any, after: Any) -> bool:
    """Tell whether two leaves are the same bit for bit; NaN is the same as itself."""
    if not isinstance(before, Array):
        neither = before != before and after != after  # noqa: PLR0124
        return type(before) is type(after) and bool(before == after or neither)
    if not isinstance(after, Array) or before.tensor.dtype != after.tensor.dtype:
        return False
    return before.tensor.shape == after.tensor.shape and torch.equal(_bits(before.tensor), _bits(after.tensor))


def _bits(tensor: torch.Tensor) -> torch.Tensor:
    """Return the bytes, so that NaN is equal to itself and −0 isn't 0."""
    return tensor.contiguous().flatten().view(torch.uint8)


def _of_other_structure(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Compare the nesting, the keys, and the numbers of axes."""
    return walk(got, expected, (), "", lambda a, b, name: outside(a, b, name, inputs, None, shape=False))
