"""The word of pictures.py: the student's answer to a public example beside the expected one, for feedback pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from autograder.checks.collecting import current, place_of, telling, title_of
from autograder.checks.comparison import looks_alike
from autograder.model import CaseInputs, CaseKind, Check, FeedbackPicture

Example = TypeVar("Example", bound=Callable[..., dict[str, Any]])


def picture(
    *questions: str,
    paint: Callable[[Any, Any, Any, CaseInputs], None],
    driver: str | None = None,
    reference: str | None = None,
    library: str | None = None,
    tells: str = "",
) -> Callable[[Example], Example]:
    """Make a picture of each question's answer to a public example.

    The decorated function takes nothing (or the question, by the name of tells=) and returns the inputs of the example; its docstring is the caption. Everything in it is
    shown to students, so the example is one that the notebook shows too, or a problem of its own: never a hidden check's inputs.
    paint(figure, yours, expected, inputs) draws on a matplotlib Figure; yours has the shapes of expected, as torch tensors and
    numbers, with what isn't finite as NaN and what is far too large cut to 100 times the largest expected.
    The picture is shown when the question lost points and the two answers differ by what can be seen: a thousandth of the largest
    number. Other arguments as for checks. Pictures are asked before all checks and never with our own implementations: what a process
    has met, hidden inputs or an implementation of ours, a student's function could draw on its own page.
    """
    collection = current()

    def decorate(example: Example) -> Example:
        for question in questions:
            asked = Check(
                name=example.__name__,
                title=title_of(example),
                asks=question,
                points=0.0,
                draw=telling(example, tells, question) if tells else example,
                judge=looks_alike,
                kind=CaseKind.PICTURE,
                dtypes=("float64",),
                driver=driver,
                reference=reference,
                library=library or collection.defaults.library,
                place=place_of(example),
            )
            caption = " ".join((inspect.getdoc(example) or "").split())
            collection.pictures.append(FeedbackPicture(asked=asked, paint=paint, caption=caption))
        return example

    return decorate
