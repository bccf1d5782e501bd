"""Judges of answers of several parts: one part alone, a tuple's second value or entries of the dict there; the dtype of every part.

A function that returns (loss, gradients) has checks of its own for each of them, so that a mistake in one isn't paid for in the others.
In and out: as for judges.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checks.answers import describe, plain, without_names
from autograder.checks.comparison import misspelt
from autograder.model import Array, CaseInputs, CaseKind, Judge

_PLACES = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class PartJudge:
    """Judge one part of an answer, and leave the others to their own checks."""

    number: int
    judge: Judge
    keys: tuple[str, ...] = ()
    otherwise: str = ""
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Look for the part, then judge it, entry by entry where entries are named."""
        got = without_names(got)
        if not isinstance(got, (list, tuple)) or len(got) != len(expected):
            said = self.otherwise.format(describe(got)) or self.judge(got, expected, inputs)
            return self._of_entry(self.keys[0], said) if self.keys else said
        seen, right = got[self.number], expected[self.number]
        if not self.keys:
            return self.judge(seen, right, inputs)
        # a mistake's answer may have another form; an index of it would be a warning
        if not isinstance(right, Mapping):
            raise TypeError(f"the {_PLACES[self.number]} value of the expected answer is no dict")
        for key in self.keys:
            if not isinstance(seen, Mapping) or key not in seen:
                near = misspelt(key, seen, right) if isinstance(seen, Mapping) else ""
                return self._of_entry(key, f"the {_PLACES[self.number]} value isn't a dict with the key {key!r}{near}")
            if complaint := self.judge(seen[key], right[key], inputs):
                return self._of_entry(key, complaint)
        return None

    def _of_entry(self, key: str, said: str | None) -> str | None:
        return f"{key}: {said}" if said and len(self.keys) > 1 else said


def part(number: int, judge: Judge, *keys: str, otherwise: str = "") -> PartJudge:
    """Judge one part of an answer of several, counted from 0, by a judge of its own.

    keys: where the part is a dict, its entries that are judged: part(1, close(), "W1", "W2").
    otherwise: what is said of an answer that hasn't as many parts, with {} for what it is; default what the judge says of the whole.
    """
    return PartJudge(number=number, judge=judge, keys=keys, otherwise=otherwise)


def part_of(judge: Judge) -> tuple[object, ...]:
    """Return which part of the answer a judge looks at; () for the whole."""
    return (judge.number, *judge.keys) if isinstance(judge, PartJudge) else ()


@dataclass(frozen=True, slots=True)
class PartsDtype:
    """Judge that every tensor among the parts of an answer has the dtype of the floating inputs."""

    parts: tuple[str, ...]
    otherwise: str = ""
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Name the first part, or entry of a dict where the right answer has one, that is no tensor of this dtype."""
        got = without_names(got)
        if not isinstance(got, (list, tuple)) or len(got) != len(self.parts):
            if self.otherwise:
                return self.otherwise.format(type(plain(got)).__name__)
            return "got None (is a return missing?)" if got is None else None
        wanted = str(inputs.dtype).removeprefix("torch.")
        for name, value in self._leaves(got, expected):
            if not isinstance(value, Array):
                return f"{name}: expected a tensor, got a Python {type(value).__name__}"
            seen = str(value.tensor.dtype).removeprefix("torch.")
            if seen != wanted:
                return f"{name}: the inputs were {wanted}, and it is {seen}"
        return None

    def _leaves(self, got: Sequence[Any], expected: Any) -> Iterator[tuple[str, Any]]:
        of_dicts = any(isinstance(right, Mapping) for right in expected)  # whichever part it should be
        for name, seen in zip(self.parts, got, strict=True):
            if of_dicts and isinstance(seen, Mapping):
                yield from ((f"{name}[{key!r}]", entry) for key, entry in seen.items())
            else:
                yield name, seen


def parts_have_dtype(*names: str, otherwise: str = "") -> PartsDtype:
    """Judge the dtype of each part of a tuple, which messages call by these names: parts_have_dtype("loss", "dW").

    otherwise: what is said of an answer that hasn't as many parts, with {} for its type; default nothing, for another check tells.
    """
    return PartsDtype(names, otherwise)
