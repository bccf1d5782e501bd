"""What raises in float64 alone is asked in float32, and judged as it answers there; the check that asks in both pays for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from autograder.checks import AuthoredQuestion, close, question
from autograder.examine import in_float32
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Verdict
from tests.fixtures.observed import assignment_of, observed, verdicts_on

SINGLE = "    ones = torch.ones(x.shape[1], device=x.device)\n"
PRODUCT = "    return (x * y) @ ones"


def rows(draw: Any, count: int = 5, features: int = 3) -> dict[str, Any]:
    return {"x": draw.normal(count, features), "y": draw.normal(count, features)}


def make() -> AuthoredQuestion:
    dots = question("dots", judge=close(dtype=False), example=rows)
    dots.asks(3, "dots_match").says("Entry i is row i of x times row i of y.")
    dots.asks(2, "one_row", {"count": 1}).says("One row will do.")
    dots.keeps_dtype(1)
    dots.keeps_inputs(1)
    dots.keeps_device(1)
    return dots


def dots(x: Any, y: Any) -> Any:
    return (x * y).sum(1)


def graded(body: str) -> Mapping[str, Verdict]:
    return verdicts_on(make(), f"def dots(x, y):\n{body}\n", dots=dots)


def points(verdicts: Mapping[str, Verdict]) -> list[float]:
    return [one.points for one in verdicts.values()]


def test_a_tensor_of_the_default_dtype_costs_the_check_of_dtypes() -> None:
    verdicts = graded(SINGLE + PRODUCT)

    assert points(verdicts) == [3, 2, 0, 1, 1]
    assert verdicts["result_has_the_dtype_of_the_inputs"].near_miss == in_float32.MISTAKE
    assert "raised RuntimeError" in (verdicts["result_has_the_dtype_of_the_inputs"].message or "")
    assert {verdicts[name].message for name in ("dots_match", "one_row")} == {in_float32.NOTE}


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (SINGLE + PRODUCT + " + 1", [0, 0, 0, 1, 1]),  # wrong numbers
        (SINGLE + PRODUCT + " * (len(x) > 1)", [3, 0, 0, 1, 1]),  # wrong for one row
        (SINGLE + "    x += 1\n    x -= 1\n" + PRODUCT, [3, 2, 0, 0, 1]),  # its inputs are another after the call
    ],
)
def test_what_else_is_wrong_costs_what_it_costs(body: str, left: list[float]) -> None:
    assert points(graded(body)) == left


@pytest.mark.parametrize(
    "body",
    [
        "    raise TypeError",  # in both
        "    if len(x) == 1:\n        raise TypeError\n    return (x * y).sum(1)",  # for one row alone
        "    return (x * y).sum(1)",
        "    if x.dtype == torch.float32:\n        raise TypeError\n    return (x * y).sum(1)",  # in float32 alone
        "    return x + 1",
    ],
)
def test_nothing_else_is_asked_again(body: str) -> None:
    plan = draw_test_plan(assignment_of(make(), dots=dots), seed=7)
    seen = observed(plan.cases, f"def dots(x, y):\n{body}\n")

    assert in_float32.cases(plan, seen) == ()


def test_how_work_grows_is_asked_in_float32_too() -> None:
    asked = make()
    asked.grows(2, sizes={"count": (32, 64)})
    plan = draw_test_plan(assignment_of(asked, dots=dots), seed=7)
    seen = observed(plan.cases, f"def dots(x, y):\n{SINGLE}{PRODUCT}\n")
    again = in_float32.cases(plan, seen)

    assert sum(case.check == "work_does_not_grow" for case in again) == 3
    assert {str(case.inputs["x"].tensor.dtype) for case in again} == {"torch.float32"}
    seen += observed(again, f"def dots(x, y):\n{SINGLE}{PRODUCT}\n")
    assert in_float32.cases(plan, seen) == ()  # it was asked
