"""The words that an assignment's checks.py is written in.

    from autograder.checks import check, close, exactly, growth, memory, unchanged

    @check(asks="compute_distances_no_loops", points=2, judge=close(),
           hint="Rounding can push a squared distance just below zero.",
           near_misses={"this is the distance, not its square": lambda expected, inputs: expected.sqrt()})
    def distances_match_the_definition(rng):
        \"\"\"Squared distances agree with the definition.\"\"\"
        return {"x_train": rng.normal(40, 3, 8, 8), "x_test": rng.normal(30, 3, 8, 8)}

A check returns the inputs of one call (a dict by parameter name), or a list of such dicts for several calls. The expected answer is
reference.py's answer to the same inputs, in float64; the judge compares. Nothing here runs beside a student's code.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from autograder.checks.comparison import looks_alike
from autograder.checks.judges import close, decreasing, exactly, same_device, satisfies, unchanged
from autograder.checks.work_judges import Growth, LargestArray
from autograder.model import CaseKind, Check, Judge, Sketch

__all__ = [
    "check", "close", "decreasing", "exactly", "growth", "memory", "picture", "same_device", "satisfies", "unchanged",
]  # fmt: skip

Draw = Callable[..., Any]
NearMisses = Mapping[str, Callable[[Any, Mapping[str, Any]], Any]]


def check(
    *,
    asks: str | tuple[str, ...],
    points: float,
    judge: Judge,
    hint: str | None = None,
    near_misses: NearMisses | None = None,
    dtypes: tuple[str, ...] | None = None,
    given: tuple[str, ...] = (),
    probe: str | None = None,
    reference: str | None = None,
    library: str = "torch",
) -> Callable[[Draw], tuple[Check, ...]]:
    """Make hidden checks of a function that draws inputs: one for each question that it asks, worth `points` each.

    dtypes: the check is asked once with the floating inputs in each of these, and every one must be right; default float64
        and float32 where numbers are judged, float64 where something else is (the inputs after the call, the device).
    given: questions that our own implementation answers for this check, in place of the student's.
    probe: the function of probes.py that puts the question; it gets the inputs and the notebook's namespace.
    reference: the function of reference.py that answers; default the probe's name, else the question's.
    library: "numpy" hands the student NumPy arrays, "torch" tensors; the reference always gets float64 tensors.
    """

    kind = getattr(judge, "kind", CaseKind.VALUE)
    asked_in = dtypes or (("float64", "float32") if kind is CaseKind.VALUE else ("float64",))

    def decorate(draw: Draw) -> tuple[Check, ...]:
        return tuple(
            Check(
                name=draw.__name__,
                title=_title(draw),
                asks=question,
                points=points,
                draw=draw,
                judge=judge,
                kind=kind,
                hint=hint,
                near_misses=near_misses or {},
                dtypes=asked_in,
                given=given,
                probe=probe,
                reference=reference,
                library=library,
            )
            for question in _names(asks)
        )

    return decorate


def growth(
    *,
    asks: str | tuple[str, ...],
    points: float,
    at_most: str,
    at_least: str = "1",
    hint: str | None = None,
    given: tuple[str, ...] = (),
    probe: str | None = None,
    library: str = "torch",
    sizes: Mapping[str, tuple[int, ...]] | None = None,
) -> Callable[[Draw], tuple[Check, ...]]:
    """Make checks of how a function's work grows with one or two sizes, counted and not timed.

    The decorated function takes the sizes by name, then rng. The first size is N in at_most and at_least, the second M:
    "1", "N", "M", "N+M" or "N*M". Sizes under 32 mislead; the default is near (32, 64, 128) for N and (32, 64) for M,
    drawn afresh. The message names the sizes as the author does.
    """

    def decorate(draw: Draw) -> tuple[Check, ...]:
        names = tuple(name for name in inspect.signature(draw).parameters if name != "rng")
        judge = Growth(at_most=at_most, at_least=at_least, names=names, sizes=dict(sizes or {}))
        return check(
            asks=asks, points=points, judge=judge, hint=hint, given=given, probe=probe, library=library,
            dtypes=("float64",),
        )(draw)  # fmt: skip

    return decorate


def memory(
    *,
    asks: str | tuple[str, ...],
    points: float,
    elements: Callable[[Mapping[str, Any]], float],
    hint: str | None = None,
    given: tuple[str, ...] = (),
    probe: str | None = None,
    library: str = "torch",
) -> Callable[[Draw], tuple[Check, ...]]:
    """Make checks that no array made during the call has more than elements(inputs) elements of the inputs' dtype."""
    return check(
        asks=asks, points=points, judge=LargestArray(elements), hint=hint, given=given, probe=probe, library=library,
        dtypes=("float64",),
    )  # fmt: skip


def picture(
    *,
    asks: str,
    paint: Callable[[Any, Any, Any, Mapping[str, Any]], None],
    probe: str | None = None,
    reference: str | None = None,
    library: str = "torch",
) -> Callable[[Draw], Sketch]:
    """Make a picture for feedback pages, in pictures.py: the answer to a public example beside the expected one.

    The decorated function takes nothing and returns the inputs of the example; its docstring is the caption. Everything in it is
    shown to students, so the example is one that the notebook shows too, or a problem of its own: never a hidden check's inputs.
    paint(figure, yours, expected, inputs) draws on a matplotlib Figure; yours has the shapes of expected, as torch tensors and
    numbers, with what isn't finite as NaN and what is far too large cut to 100 times the largest expected.
    The picture is shown when the question lost points and the two answers differ by what can be seen: a thousandth of the largest
    number. Other arguments as for check. There is no `given`, and pictures are asked before all checks: what a process has met,
    hidden inputs or an implementation of ours, a student's function could draw on its own page.
    """

    def decorate(draw: Draw) -> Sketch:
        asked = Check(
            name=draw.__name__,
            title=_title(draw),
            asks=asks,
            points=0.0,
            draw=draw,
            judge=looks_alike,
            kind=CaseKind.PICTURE,
            dtypes=("float64",),
            probe=probe,
            reference=reference,
            library=library,
        )
        return Sketch(asked=asked, paint=paint, caption=" ".join((inspect.getdoc(draw) or "").split()))

    return decorate


def _names(asks: str | tuple[str, ...]) -> tuple[str, ...]:
    return (asks,) if isinstance(asks, str) else asks


def _title(draw: Draw) -> str:
    return (inspect.getdoc(draw) or "").strip().split("\n")[0]
