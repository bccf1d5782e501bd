"""A hint is shown only where what it takes for granted was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.checks import close, part, question
from autograder.model import Verdict
from tests.fixtures.observed import verdicts_on


def rows(draw: Any, count: int = 5) -> dict[str, Any]:
    return {"x": draw.normal(count, 3)}


def graded(body: str) -> Mapping[str, Verdict]:
    both = question("means", judge=close(), example=rows)
    first, second = (question("means", judge=part(number, close()), example=rows) for number in (0, 1))
    first.asks(2, "row_means").says("The first is each row's mean.", hint="By hand: the mean of 2 and 4?")
    second.asks(2, "column_means").says("The second is each column's.", hint="Over which axis, to get three numbers?")
    both.asks(1, "one_row", {"count": 1}).says("One row will do.", hint="Is there a squeeze in your code?")
    both.keeps_dtype(1, judge=close(parts=("rows", "columns")))
    both.keeps_device(1)
    everything = [*first.checks, *second.checks, *both.checks]
    both.checks[:] = everything
    return verdicts_on(both, f"def means(x):\n{body}\n", means=lambda x: (x.mean(1), x.mean(0)))


def test_the_first_failure_of_a_part_keeps_its_hint_and_a_special_case_of_it_has_none():
    verdicts = graded("    return x.sum(1), x.mean(0)")

    assert verdicts["row_means"].hint == "By hand: the mean of 2 and 4?"
    assert verdicts["one_row"].hint is None


def test_mistakes_in_two_parts_have_a_hint_each():
    verdicts = graded("    return x.sum(1), x.sum(0)")

    assert [verdicts[name].hint is not None for name in ("row_means", "column_means")] == [True, True]


def test_a_special_case_alone_has_its_hint():
    verdicts = graded("    return (x.mean(1), x.mean(0)) if len(x) > 1 else (x.sum(1), x.sum(0))")

    assert verdicts["one_row"].hint == "Is there a squeeze in your code?"


def test_an_exception_has_the_hint_and_the_shapes_where_the_hint_is_about_shapes():
    verdicts = graded("    return (x.mean(1), x.mean(0)) if len(x) > 1 else (x.mean(2), x.mean(0))")

    assert verdicts["one_row"].hint == "Is there a squeeze in your code?"
    assert (verdicts["one_row"].message or "").endswith("(the shapes: x (1, 3))")


def test_another_exception_has_neither():
    verdicts = graded("    return (x.mean(1), x.mean(0)) if len(x) > 1 else (x.means(1), x.mean(0))")

    assert verdicts["one_row"].hint is None
    assert "shapes" not in (verdicts["one_row"].message or "")


DEVICE, DTYPE = "result_is_on_the_device_of_the_inputs", "result_has_the_dtype_of_the_inputs"


def test_what_raises_whatever_the_device_and_the_dtype_has_no_hint_about_either():
    verdicts = graded("    return x.means(1), x.mean(0)")

    assert (verdicts[DEVICE].hint, verdicts[DTYPE].hint) == (None, None)
