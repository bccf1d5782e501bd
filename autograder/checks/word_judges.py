"""Judges of what a call does beside answering: the exception that it raises, the text that it prints, the variables that a cell leaves.

In and out: as for judges.py. What a student's code printed is never repeated, nor a name of its own for an exception: they could carry hidden inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.checks.answers import tensors
from autograder.conventions.plurals import counted
from autograder.model import CaseInputs, CaseKind, Judge
from autograder.wire import exception_names


@dataclass(frozen=True, slots=True)
class Raises:
    """Judge the exception that ended a call, given with all that it is a kind of: the expected one must be among them."""

    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Sequence[str], inputs: CaseInputs) -> str | None:  # noqa: ARG002
        """Compare names; an empty list says that nothing was raised."""
        if not isinstance(got, list) or not all(isinstance(name, str) for name in got):
            return f"expected {expected[0]} to be raised, got another kind of answer"
        if not got:
            return f"expected {expected[0]} to be raised, and your function returned"
        if expected[0] in got:
            return None
        return f"expected {expected[0]} to be raised, and {exception_names.shown(got) or 'another exception'} was"


@dataclass(frozen=True, slots=True)
class Prints:
    """Judge a printed text, line by line; blanks at the ends of lines and of the text don't count."""

    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: str, inputs: CaseInputs) -> str | None:  # noqa: ARG002
        """Name the first line that differs by its number."""
        if not isinstance(got, str):
            return "expected a printed text, got another kind of answer"
        seen, right = (_lines(text) for text in (got, expected))
        if not seen and right:
            return "nothing was printed"
        differs = next((n for n, (a, b) in enumerate(zip(seen, right, strict=False), start=1) if a != b), 0)
        if differs:
            return f"line {differs} of what was printed isn't as expected"
        if len(seen) != len(right):
            return f"expected {counted(len(right), 'printed line')}, got {min(len(seen), 9999)}"
        return None


@dataclass(frozen=True, slots=True)
class Left:
    """Judge what a cell left in a variable, by the judge of such values."""

    variable: str
    judge: Judge
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Mapping[str, Any], inputs: CaseInputs) -> str | None:
        """Compare the values; arrays are of the library and the dtype that ours are of."""
        if not isinstance(got, Mapping) or "left" not in got:
            return f"your cell leaves no variable {self.variable}"
        right = expected["left"]
        dtype = next((one.dtype for one in tensors(right) if one.is_floating_point()), inputs.dtype)
        library = expected.get("library", inputs.library)
        return self.judge(got["left"], right, replace(inputs, library=library, dtype=dtype))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []
