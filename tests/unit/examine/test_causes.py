"""One cause is paid for once in a question, and what answers nothing earns nothing by that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import torch

from autograder.checks import AuthoredQuestion, close, question
from autograder.checks.collecting import NoAnswer
from autograder.model import Likely, Status, Verdict
from tests.fixtures.observed import verdicts_on


def rows(draw: Any, count: int = 5, features: int = 3) -> dict[str, Any]:
    return {"x": draw.normal(count, features), "y": draw.normal(count, features)}


def make(near_misses: Any = None) -> AuthoredQuestion:
    """A question on the dot product of each pair of rows, whose special cases all need the formula."""
    dots = question("dots", judge=close(), example=rows, near_misses=near_misses)
    dots.asks(3, "dots_match").says("Entry i is row i of x times row i of y.", hint="Which axis is summed?")
    dots.asks(1, "one_row", {"count": 1}, near_misses=()).says("One row will do.", hint="Is there a squeeze?")
    dots.asks(2, "one_feature", {"features": 1}, near_misses=()).says("One feature will do.", hint="By hand: 2 · 3?")
    dots.takes("float32", 1)
    dots.keeps_dtype(1)
    dots.keeps_inputs(1)
    dots.keeps_device(1)
    return dots


TWICE = {"this is twice the product": lambda expected, inputs: 2 * expected}


def graded(body: str, near_misses: Any = None) -> Mapping[str, Verdict]:
    return verdicts_on(make(near_misses), f"def dots(x, y):\n{body}\n", dots=lambda x, y: (x * y).sum(1))


def lost(verdicts: Mapping[str, Verdict]) -> float:
    return sum(verdict.max_points - verdict.points for verdict in verdicts.values())


def charged(verdicts: Mapping[str, Verdict]) -> list[str]:
    return [name for name, verdict in verdicts.items() if verdict.status is Status.FAILED and verdict.charged]


def test_right_answers_have_no_cause():
    verdicts = graded("    return (x * y).sum(1)")

    assert lost(verdicts) == 0
    assert {verdict.cause for verdict in verdicts.values()} == {""}


def test_a_named_mistake_is_paid_for_by_the_dearest_check_it_explains():
    verdicts = graded("    return 2 * (x * y).sum(1)", TWICE)

    assert charged(verdicts) == ["dots_match"]
    assert lost(verdicts) == 3
    assert verdicts["one_row"].points == 1
    assert verdicts["one_row"].message == "same cause, not charged: see “Entry i is row i of x times row i of y.”"
    assert verdicts["one_row"].status is Status.FAILED
    assert {verdicts[name].cause for name in ("dots_match", "one_row", "one_feature", "takes_float32")} == set(TWICE)


def test_a_second_mistake_is_paid_for_beside_the_named_one():
    verdicts = graded("    return 2 * (x * y).sum(1) if len(x) > 1 else 5 * (x * y).sum(1)", TWICE)

    assert charged(verdicts) == ["dots_match", "one_row"]
    assert lost(verdicts) == 4


def test_a_mistake_that_nobody_named_costs_every_check_of_values():
    verdicts = graded("    return 3 * (x * y).sum(1)")

    assert charged(verdicts) == ["dots_match", "one_row", "one_feature", "takes_float32"]


def test_what_raises_in_float32_alone_is_the_check_s_that_is_about_it():
    verdicts = graded("    weights = torch.ones(x.shape[1]).double()\n    return (x * y) @ weights")

    assert charged(verdicts) == ["result_has_the_dtype_of_the_inputs"]
    assert lost(verdicts) == 1
    assert verdicts["dots_match"].status is Status.PASSED
    assert verdicts["result_is_on_the_device_of_the_inputs"].points == 1  # asked in float32: the same line raises


def test_a_float64_answer_to_float32_is_paid_for_once():
    verdicts = graded("    return (x * y).sum(1).double()")

    assert charged(verdicts) == ["result_has_the_dtype_of_the_inputs"]
    assert lost(verdicts) == 1
    assert {verdict.cause for verdict in verdicts.values() if verdict.cause} == {"dtype"}


def test_an_exception_at_one_line_is_paid_for_once_where_the_rest_is_right():
    verdicts = graded("    if len(x) == 1 or x.shape[1] == 1:\n        x = x.squeezed()\n    return (x * y).sum(1)")

    assert charged(verdicts) == ["one_feature"]
    assert lost(verdicts) == 2
    assert verdicts["one_row"].cause == "raised AttributeError"


def test_lines_that_raise_on_purpose_share_nothing():
    verdicts = graded("    if len(x) == 1 or x.shape[1] == 1:\n        raise ValueError\n    return (x * y).sum(1)")

    assert charged(verdicts) == ["one_row", "one_feature"]


def test_nan_is_paid_for_once_where_the_rest_is_right():
    body = "    zero = 0.0 if len(x) == 1 or x.shape[1] == 1 else 1.0\n    return (x * y).sum(1) * zero / zero"
    verdicts = graded(body.replace("* zero / zero", "* (torch.tensor(zero, dtype=x.dtype) / zero)"))

    assert charged(verdicts) == ["one_feature"]
    assert verdicts["one_row"].cause == "NaN"


def test_a_mistake_that_answers_nan_isn_t_read_into_numbers_by_a_rule_that_compares():
    def near(got: Any, expected: Any, inputs: Any) -> str | None:
        off = ~got.isfinite() | ((got - expected).abs() > 1e-6)  # a gap to NaN isn't more than anything
        return "off" if bool(off.any()) else None

    divided = {"divided by 0": lambda expected, inputs: expected / 0 * 0}
    twice = question("twice", example=lambda draw: {"x": draw.normal(5)})
    twice.asks(2, "is_twice", {}, rule=near, near_misses=divided).says("Entry i is twice x_i.")

    def named(body: str) -> str | None:
        return verdicts_on(twice, f"def twice(x):\n{body}\n", twice=lambda x: 2 * x)["is_twice"].near_miss

    assert named("    return 3 * x") is None
    assert named("    return 0 * x / 0") == "divided by 0"


NOTHING = {
    "zeros": "    return torch.zeros(len(x), dtype=x.dtype)",
    "ones": "    return torch.ones(len(x), dtype=x.dtype)",
    "an input": "    return x",
    "nothing": "    return None",
    "raises": "    return x.nothing",
    "NaN": "    return torch.full((len(x),), float('nan'), dtype=x.dtype)",
    "raises but for one kind": "    if len(x) != 1:\n        x.nothing\n    return torch.zeros(1, dtype=x.dtype)",
}


def penalized() -> AuthoredQuestion:
    """A question of two terms, one of which answers zeros where it is asked for alone and left out."""
    misses = {"the penalty is left out": lambda expected, inputs: inputs["data"] * inputs["x"].sum()}
    loss = question("loss", judge=close(), example=lambda draw: {"x": draw.normal(5), "data": 1.0, "reg": 0.0})
    loss.asks(2, "data_loss").says("Without a penalty it is the sum.", hint="What is the sum of 1 and 2?")
    only = question("loss", judge=close(), example=lambda draw: {"x": draw.normal(5), "data": 0.0, "reg": 1.0})
    only.asks(1, "penalty", near_misses=misses).says("The penalty is the sum of squares.")
    loss.checks.extend(only.checks)
    return loss


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("    return data * x.sum()", "the penalty is left out"),
        ("    return 2 * data * x.sum()", "the penalty is left out"),  # a second mistake is no reason to keep quiet
        ("    return 0 * x.sum()", None),  # 0 is what it answers to everything
    ],
)
def test_a_mistake_that_answers_zeros_is_not_read_into_zeros_everywhere(body: str, named: str | None) -> None:
    def right(x: Any, data: float, reg: float) -> Any:
        return data * x.sum() + reg * (x * x).sum()

    verdicts = verdicts_on(penalized(), f"def loss(x, data, reg):\n{body}\n", loss=right)

    assert verdicts["penalty"].status is Status.FAILED
    assert verdicts["penalty"].near_miss == named


@pytest.mark.parametrize("body", NOTHING.values(), ids=NOTHING)
def test_what_computes_nothing_has_no_points_given_back(body):
    """A near miss that is trivial itself doesn't change that."""
    misses = {"zeros": lambda expected, inputs: 0 * expected, "x itself": lambda expected, inputs: inputs["x"]}

    verdicts = graded(body, misses)

    assert all(verdict.charged for verdict in verdicts.values())
    asked = [verdicts[name] for name in ("dots_match", "one_row", "one_feature", "takes_float32")]
    assert sum(verdict.points for verdict in asked) == 0


def _lacks(expected: Any, inputs: Any) -> Any:
    try:
        return (inputs["x"] + inputs["y"]).expand(*expected.shape)
    except RuntimeError as error:
        raise NoAnswer(f"{type(error).__name__}: {error}") from error


LACKS = {"the sum lacks an axis": _lacks}


def test_a_mistake_that_raises_is_named_where_its_numbers_were_seen_elsewhere():
    """It raises for most inputs, and for one kind it answers what the mistake answers."""
    square = question(
        "square", judge=close(), example=lambda draw, n=3, m=3: {"x": draw.normal(n), "y": draw.normal(m)}
    )
    square.asks(4, "all_pairs", {"m": 5}, near_misses=LACKS).says("Entry (i, j) is x_i + y_j.")
    square.asks(1, "more_pairs", {"n": 7}, near_misses=()).says("It works for more.")
    square.keeps_dtype(1, at={})

    verdicts = verdicts_on(
        square,
        "def square(x, y):\n    return (x + y).expand(len(x), len(y))\n",
        square=lambda x, y: x[:, None] + y,
    )

    assert (verdicts["all_pairs"].near_miss, verdicts["all_pairs"].points) == ("the sum lacks an axis", 0)
    assert (verdicts["more_pairs"].charged, verdicts["more_pairs"].points) == (False, 1)


def test_what_a_mistake_raises_where_work_is_counted_is_paid_for_with_its_answers():
    """Asked for sizes that fit, it answers, so that all that was seen of values names it."""

    def answer(asked: str, driver: str | None, inputs: Any) -> Any:
        return _lacks(torch.zeros(len(inputs["x"]), len(inputs["y"])), inputs)

    square = question(
        "square", judge=close(), example=lambda draw, n=3, m=3: {"x": draw.normal(n), "y": draw.normal(m)}
    )
    square.asks(4, "all_pairs", [{}, {"m": 5}]).says("Entry (i, j) is x_i + y_j.")
    square.grows(2, "no_loop", sizes={"n": (8, 16), "m": (4, 6)})
    lacks = Likely("lacks", "square", "the sum lacks an axis", True, answer)
    square.checks[:] = [replace(check, likely=(lacks,)) for check in square.checks]

    verdicts = verdicts_on(
        square,
        "def square(x, y):\n    return (x + y).expand(len(x), len(y))\n",
        square=lambda x, y: x[:, None] + y,
    )

    assert (verdicts["all_pairs"].near_miss, verdicts["all_pairs"].points) == ("the sum lacks an axis", 0)
    assert (verdicts["no_loop"].charged, verdicts["no_loop"].points) == (False, 2)
