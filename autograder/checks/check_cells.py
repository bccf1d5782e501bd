"""A cell of checks beside its question, as its author wrote it: what its words mean, and what running it gives.

Comes in: the cell's text, and what draws inputs. Goes out: a Word for each check that it makes, in their order. `beside` makes checks of them.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np
import torch

from autograder.checks import judges
from autograder.checks.collecting import Call
from autograder.checks.part_judges import part, parts_have_dtype
from autograder.checks.plot_words import Drawn
from autograder.checks.random_inputs import RandomInputs
from autograder.errors import AssignmentBroken, GradingError
from autograder.model import Judge

NOTHING: Any = object()
"""In the place of an expected answer that the author didn't say."""

VARIABLE = "variable_"
"""The input that tells a driver of ours which variable of a cell is asked for."""

JUDGES = {
    **{"close": judges.close, "exactly": judges.exactly, "satisfies": judges.satisfies, "has_dtype": judges.has_dtype},
    **{"part": part, "parts_have_dtype": parts_have_dtype},
}

_DRAWING = tuple(name for name in vars(RandomInputs) if not name.startswith("_"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word as its author wrote it, with the inputs of one drawing."""

    word: str
    line: int  # of the cell's file
    inputs: Call
    title: str
    hint: str
    points: float | None
    judge: Judge | None
    expected: Any = NOTHING  # said by the author


def compiled(source: str, path: str, line: int) -> CodeType:
    """Compile a cell that begins below a line of a file, its lines numbered as in the file; raises AssignmentBroken."""
    try:
        return compile("\n" * line + source, path, "exec")
    except SyntaxError as error:
        raise AssignmentBroken(found=f"{path}:{error.lineno}: {error.msg}", fix="Correct it.") from None


@dataclass(frozen=True, slots=True)
class CheckCell:
    """A cell of checks, ready to be run."""

    question: str
    points: float
    path: str
    line: int  # of its `# %%`
    source: str
    driver: str = ""  # the function of drivers.py by which it asks; "" for a plain call
    code: CodeType = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Compile the cell; raises AssignmentBroken."""
        object.__setattr__(self, "code", compiled(self.source, self.path, self.line))

    def run(self, random: RandomInputs) -> list[Word]:
        """Run it with inputs drawn from `random`; raises AssignmentBroken naming the line of a fault of its author's."""
        words: list[Word] = []
        namespace = _namespace(random, words, self.path)
        try:
            exec(self.code, namespace)
        except GradingError:
            raise
        except Exception as error:
            line = _line_of(error, self.path) or self.line
            fix = "Correct it."
            if isinstance(error, NameError):
                fix += " A cell of checks sees its words, np, torch and math; import all else in it."
            said = str(error).replace(f"{RandomInputs.__name__}.", "")  # an author knows uniform(…), not whose it is
            if isinstance(error, TypeError) and said != str(error):
                fix += " docs/reference-checks.md says what it takes: uniform(0, 1, 6) draws six numbers."
            raise AssignmentBroken(found=f"{self.path}:{line}: {type(error).__name__}: {said}", fix=fix) from error
        return words


# ---------------------------------------------------------------- what an author writes


def _namespace(random: RandomInputs, words: list[Word], path: str) -> dict[str, Any]:
    """Return the names that a cell may use: the words, what draws inputs, judges, torch, numpy and math."""

    def add(
        word: str,
        inputs: Call,
        *,
        title: Any = "",
        hint: str = "",
        points: float | None = None,
        judge: Judge | None = None,
        expected: Any = NOTHING,
    ) -> None:
        line = _line_now(path)
        if not isinstance(title, str):
            raise AssignmentBroken(
                found=f"{path}:{line}: {word} is given a value without a name",
                fix=f"Name each input, as {word}(x=…) does; what stands first without a name is the line that students read.",
            )
        words.append(Word(word, line, inputs, title, hint, points, judge, expected))

    def ask(
        title: Any = "", /, *, hint: str = "", points: float | None = None, judge: Judge | None = None, **inputs: Any
    ) -> None:
        add("ask", inputs, title=title, hint=hint, points=points, judge=judge)

    def expect(
        expected: Any,
        title: Any = "",
        /,
        *,
        hint: str = "",
        points: float | None = None,
        judge: Judge | None = None,
        **inputs: Any,
    ) -> None:
        add("expect", inputs, title=title, hint=hint, points=points, judge=judge, expected=expected)

    def raises(error: Any, title: Any = "", /, *, hint: str = "", points: float | None = None, **inputs: Any) -> None:
        if not (isinstance(error, type) and issubclass(error, Exception)):
            raise AssignmentBroken(
                found=f"{path}:{_line_now(path)}: raises isn't told which exception",
                fix="Write raises(ValueError, x=…).",
            )
        add("raises", inputs, title=title, hint=hint, points=points, expected=[error.__name__])

    def prints(
        text: Any = NOTHING, title: Any = "", /, *, hint: str = "", points: float | None = None, **inputs: Any
    ) -> None:
        add("prints", inputs, title=title, hint=hint, points=points, expected=text)

    def after(
        expected: Any = NOTHING,
        title: Any = "",
        /,
        *,
        hint: str = "",
        points: float | None = None,
        judge: Judge | None = None,
        **inputs: Any,
    ) -> None:
        if isinstance(expected, str) and not title:  # no text is what arguments are
            expected, title = NOTHING, expected
        if expected is not NOTHING and not isinstance(expected, Mapping):
            raise AssignmentBroken(
                found=f"{path}:{_line_now(path)}: after is told a {type(expected).__name__} where the arguments belong",
                fix='Write after({"x": …}, x=…): each argument by its name, as it is after the call.',
            )
        add("after", inputs, title=title, hint=hint, points=points, judge=judge, expected=expected)

    def leaves(
        name: Any,
        expected: Any = NOTHING,
        title: Any = "",
        /,
        *,
        hint: str = "",
        points: float | None = None,
        judge: Judge | None = None,
        **given: Any,
    ) -> None:
        if not (isinstance(name, str) and name.isidentifier()):
            raise AssignmentBroken(
                found=f"{path}:{_line_now(path)}: leaves isn't told which variable", fix='Write leaves("mean").'
            )
        add("leaves", {VARIABLE: name, **given}, title=title, hint=hint, points=points, judge=judge, expected=expected)

    def plots(
        title: Any = "",
        /,
        *,
        hint: str = "",
        points: float | None = None,
        same_words: bool = False,
        **inputs: Any,
    ) -> None:
        add("plots", inputs, title=title, hint=hint, points=points, judge=Drawn(same_words))

    drawing = {name: getattr(random, name) for name in _DRAWING}
    words_by_name = {"ask": ask, "expect": expect, "raises": raises, "prints": prints, "after": after}
    words_by_name |= {"leaves": leaves, "plots": plots}
    libraries = {"torch": torch, "np": np, "math": math}
    return {**libraries, **JUDGES, **drawing, **words_by_name, "__name__": "checks", "__file__": path}


def _line_now(path: str) -> int:
    """Return the line of the cell that runs now."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != path:
        frame = frame.f_back
    return frame.f_lineno if frame is not None else 0


def _line_of(error: Exception, path: str) -> int:
    line, frame = 0, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == path:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
