"""The words of 0.1, until every assignment is written in those of questions.py."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from autograder.checks.collecting import current, place_of
from autograder.checks.work_judges import Growth, LargestArray
from autograder.model import CaseKind, Check, Judge

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
    library: str | None = None,
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
        made = tuple(
            Check(
                name=draw.__name__,
                title=_title(draw),
                asks=question,
                points=points,
                draw=_adapted(draw),
                judge=judge,
                kind=kind,
                hint=hint,
                near_misses=near_misses or {},
                dtypes=asked_in,
                with_reference=given,
                driver=probe,
                reference=reference,
                library=library or current().defaults.library,
                place=place_of(draw),
            )
            for question in _names(asks)
        )
        current().checks.extend(made)
        return made

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
    library: str | None = None,
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
    library: str | None = None,
) -> Callable[[Draw], tuple[Check, ...]]:
    """Make checks that no array made during the call has more than elements(inputs) elements of the inputs' dtype."""
    return check(
        asks=asks, points=points, judge=LargestArray(elements), hint=hint, given=given, probe=probe, library=library,
        dtypes=("float64",),
    )  # fmt: skip


def _adapted(draw: Draw) -> Draw:
    @functools.wraps(draw)
    def adapted(rng: Any, **sizes: Any) -> Any:
        return draw(rng=rng, **sizes)

    return adapted


def _names(asks: str | tuple[str, ...]) -> tuple[str, ...]:
    return (asks,) if isinstance(asks, str) else asks


def _title(draw: Draw) -> str:
    return (inspect.getdoc(draw) or "").strip().split("\n")[0]
