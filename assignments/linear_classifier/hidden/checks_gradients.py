"""Hidden checks of numeric gradients, and of checking a gradient at a few places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, satisfies, unchanged
from autograder.checks.random_inputs import RandomInputs
from autograder.model import Check

NOTHING = "got None (is a return missing?)"

Mistakes = Mapping[str, Callable[[Any, Mapping[str, Any]], Any]]
Decorator = Callable[[Callable[..., Any]], tuple[Check, ...]]


# ---------------------------------------------------------------- numeric_gradient

MEASURED: Mistakes = {
    "this is a one-sided difference": lambda expected, inputs: (
        inputs["A"] * (3 * inputs["W"].square() + 3 * inputs["W"] * inputs["h"] + inputs["h"] ** 2) + 2 * inputs["W"].sum() + inputs["h"]
    ),
    "this is twice the gradient: f(W + h) and f(W − h) are 2h apart": lambda expected, inputs: 2 * expected,
    "this is half the gradient: the points are h apart when only one is nudged": lambda expected, inputs: expected / 2,
    "the difference isn't divided by how far the points are apart": lambda expected, inputs: 2 * inputs["h"] * expected,
    "the sign is turned round": lambda expected, inputs: -expected,
}  # fmt: skip


def _size_of_difference(inputs: Mapping[str, Any]) -> float:
    """Return the size of f's terms, divided by h: what rounding is measured against."""
    terms = (inputs["A"] * inputs["W"] ** 3).abs().sum() + inputs["W"].abs().sum() ** 2
    return float(terms / inputs["h"])


measured = close(scale=_size_of_difference, terms=lambda inputs: inputs["W"].numel(), dtype=False)


def _cubic(rng: RandomInputs, *shape: int) -> dict[str, Any]:
    return {"W": rng.normal(*shape), "A": rng.uniform(0.5, 1.5, *shape), "h": 0.1}


@check(
    asks="numeric_gradient", points=3, judge=measured, probe="gradient_of_a_cubic", near_misses=MEASURED,
    hint="f(w) = w³ at w = 1 with h = 0.1: what should come out, to three digits?",
)  # fmt: skip
def differences_are_central(rng: RandomInputs) -> dict[str, Any]:
    """Each entry is (f(W + h) − f(W − h)) / 2h, with one element of W nudged."""
    return _cubic(rng, 4, 3)


@check(
    asks="numeric_gradient", points=1, judge=measured, probe="gradient_of_a_cubic",
    hint="Does your code assume that W has two axes?",
)  # fmt: skip
def any_shape_will_do(rng: RandomInputs) -> list[dict[str, Any]]:
    """W may have any number of axes, and the gradient has the same shape."""
    return [_cubic(rng, 5), _cubic(rng, 2, 3, 2)]


@check(
    asks="numeric_gradient", points=1, judge=measured, probe="gradient_of_a_cubic",
    hint="Which of your lines need the value of f to be a tensor?",
)  # fmt: skip
def plain_numbers_will_do(rng: RandomInputs) -> dict[str, Any]:
    """f may return a Python float."""
    return {**_cubic(rng, 3, 2), "plain": True}


@check(
    asks="numeric_gradient", points=1, judge=unchanged(), probe="gradient_of_a_cubic",
    hint="In floating point, is (w + h) − h always w? What could you keep, to put it back?",
)  # fmt: skip
def w_is_put_back_to_the_last_bit(rng: RandomInputs) -> dict[str, Any]:
    """W is the same after the call as before, to the last bit."""
    return {**_cubic(rng, 9, 8), "h": 1e-3}


def _same_dtype(got: Any, expected: Any, inputs: Any) -> str | None:
    if not isinstance(got, Tensor):
        return NOTHING if got is None else None  # another check says what else is wrong
    wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got.dtype))
    return None if wanted == seen else f"the inputs were {wanted}, and the result is {seen}"


@check(
    asks="numeric_gradient", points=0.5, judge=satisfies(_same_dtype, structure=False), probe="gradient_of_a_cubic",
    hint="Which dtype does torch.zeros(shape) have when you don't say?",
)  # fmt: skip
def gradient_has_the_dtype_of_w(rng: RandomInputs) -> dict[str, Any]:
    """float64 weights give a float64 gradient, float32 ones a float32 one."""
    return _cubic(rng, 3, 2)


# ---------------------------------------------------------------- grad_check_sparse


def _relative(factors: Tensor) -> Tensor:
    return (1 - factors).abs() / (1 + factors.abs())


def _errors_are(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """Compare with |1 − factor| / (1 + |factor|), the same for every element."""
    right = float(_relative(inputs["factors"]).max())
    errors = got["errors"]
    off = sum(not abs(error - right) < 1e-4 for error in errors)
    if not off:
        return None
    factor = float(inputs["factors"].flatten()[0])
    mistakes = {
        "the difference is divided by one of the two sizes only": (abs(1 - factor), abs(1 - factor) / abs(factor)),
        "the sign of the error is kept": (-right,),
        "the difference is divided by the larger size, not by the sum of both": (
            abs(1 - factor) / max(1.0, abs(factor)),
        ),
        "the difference is divided by the size of the sum, not by the sum of the sizes": (
            abs(1 - factor) / max(abs(1 + factor), 1e-9),
        ),
    }
    for mistake, values in mistakes.items():
        if all(min(abs(error - value) for value in values) < 1e-4 for error in errors):
            return mistake
    return f"{off} of {len(errors)} relative errors are wrong"


def _errors_vanish(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    large = sum(not abs(error) < 1e-6 for error in got["errors"])
    return f"{large} of {len(got['errors'])} relative errors are large, though the gradient is right" if large else None


def _as_many(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    wanted = inputs["num_checks"]
    return None if len(got["errors"]) == wanted else f"expected {wanted} errors, got {len(got['errors'])}"


def _few_calls(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    allowed = 2 * inputs["num_checks"] + 1
    return (
        None
        if got["calls"] <= allowed
        else f"f was evaluated {got['calls']} times for {inputs['num_checks']} checks; twice for each is enough"
    )


def _all_can_be_drawn(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """One element's gradient is wrong: it must be met about as often as any other."""
    if len(got["errors"]) < inputs["num_checks"] / 2:
        return None  # too few to tell, which another check says
    fair = len(got["errors"]) / inputs["W"].numel()
    met = sum(abs(error) > 1e-3 for error in got["errors"])
    if met == 0:
        return "some element is never checked"
    return None if met < 4 * fair else "some element is checked far more often than others"


def _no_nan(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    odd = sum(not abs(error) < 1e-6 for error in got["errors"])
    return f"{odd} of {len(got['errors'])} relative errors aren't 0, though both gradients are 0 there" if odd else None


def _to_check(rng: RandomInputs, factor: float, num_checks: int = 12, *shape: int) -> dict[str, Any]:
    shape = shape or (4, 3)
    signs = rng.integers(0, 2, *shape) * 2.0 - 1
    return {
        "W": signs * rng.uniform(0.5, 1.5, *shape), "A": rng.uniform(0.5, 1.5, *shape),
        "factors": torch.full(shape, factor, dtype=torch.float64), "num_checks": num_checks, "h": 1e-3,
    }  # fmt: skip


def _sparse(rule: Any, points: float, hint: str) -> Decorator:
    return check(
        asks="grad_check_sparse", points=points, judge=satisfies(rule, structure=False), probe="errors_of_a_gradient", hint=hint,
        dtypes=("float64",),
    )  # fmt: skip


@_sparse(_errors_are, 2, "By hand: the numeric gradient is 2 and the analytic one 6. What is the relative error?")
def errors_are_relative(rng: RandomInputs) -> list[dict[str, Any]]:
    """An error is |numeric − analytic| divided by |numeric| + |analytic|."""
    return [_to_check(rng, 3.0), _to_check(rng, 0.25), _to_check(rng, -2.0)]


@_sparse(_errors_vanish, 1, "Is the element that is nudged the one whose analytic gradient is taken?")
def right_gradients_pass(rng: RandomInputs) -> list[dict[str, Any]]:
    """A right gradient has errors of nearly 0, wherever it is checked."""
    return [_to_check(rng, 1.0, 30), _to_check(rng, 1.0, 30, 2, 3, 4)]


@_sparse(_as_many, 1, "How many elements does your code check, and who says how many?")
def num_checks_says_how_many(rng: RandomInputs) -> list[dict[str, Any]]:
    """As many errors come back as num_checks says."""
    return [_to_check(rng, 2.0, 1), _to_check(rng, 2.0, 37)]


@_sparse(_few_calls, 1, "Is a whole gradient measured, and most of it thrown away?")
def f_is_evaluated_twice_for_each_check(rng: RandomInputs) -> dict[str, Any]:
    """Only the elements that are drawn are measured."""
    return _to_check(rng, 2.0, 5, 8, 9)


@_sparse(_all_can_be_drawn, 1, "Which numbers can your random draw give? Both the first and the last element?")
def every_element_can_be_drawn(rng: RandomInputs) -> list[dict[str, Any]]:
    """Elements are drawn evenly from all of W."""
    inputs = [_to_check(rng, 1.0, 90, 3, 2) for _ in range(2)]
    inputs[0]["factors"][0, 0] = inputs[1]["factors"][-1, -1] = 3.0
    return inputs


@_sparse(_no_nan, 1, "0 divided by 0 is NaN. When does that happen here, and what is the error then?")
def two_zeros_agree(rng: RandomInputs) -> dict[str, Any]:
    """Where both gradients are exactly 0, the error is 0."""
    inputs = _to_check(rng, 1.0, 30)
    inputs["A"][:, 1:] = 0
    return inputs
