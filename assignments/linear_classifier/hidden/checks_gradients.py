"""Hidden checks of numeric gradients, and of checking a gradient at a few places. Each fails for one reason."""

import torch

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, close, question

# ---------------------------------------------------------------- numeric_gradient


def _size_of_difference(inputs: CaseInputs) -> float:
    """Return the size of f's terms, divided by h: what rounding is measured against."""
    terms = (inputs["A"] * inputs["W"] ** 3).abs().sum() + inputs["W"].abs().sum() ** 2
    return float(terms / inputs["h"])


def _cubic(draw: RandomInputs, shape: tuple[int, ...] = (6, 5), h: float = 1e-3, **plain: bool) -> Call:
    return {"W": draw.normal(*shape), "A": draw.uniform(0.5, 1.5, *shape), "h": h, **plain}


numeric = question(
    "numeric_gradient",
    driver="gradient_of_a_cubic",
    judge=close(scale=_size_of_difference, terms=lambda inputs: inputs["W"].numel(), dtype=False),
    example=_cubic,
)

numeric.asks(3, "differences_are_central", {"shape": (4, 3), "h": 0.1}).says(
    "Each entry is (f(W + h) − f(W − h)) / 2h, with one element of W nudged.",
    hint="f(w) = w³ at w = 1 with h = 0.1: what should come out, to three digits?",
)
ANY_SHAPE = [{"shape": (5,), "h": 0.1}, {"shape": (2, 3, 2), "h": 0.1}]
numeric.asks(1, "any_shape_will_do", ANY_SHAPE, near_misses=()).says(
    "W may have any number of axes, and the gradient has the same shape.",
    hint="Does your code assume that W has two axes?",
)
numeric.asks(1, "plain_numbers_will_do", {"shape": (3, 2), "h": 0.1, "plain": True}, near_misses=()).says(
    "f may return a Python float.", hint="Which of your lines need the value of f to be a tensor?"
)
numeric.keeps_inputs(1, "w_is_put_back_to_the_last_bit").says(
    "W is the same after the call as before, to the last bit.",
    hint="In floating point, is (w + h) − h always w? What could you keep, to put it back?",
)
numeric.keeps_dtype(0.5, "gradient_has_the_dtype_of_w", at={"h": 0.1}).says(
    "float64 weights give a float64 gradient, float32 ones a float32 one.",
    hint="Which dtype does torch.zeros(shape) have when you don't say?",
)
numeric.keeps_device(0.5, "gradient_is_on_the_device_of_w").says("The gradient is on the device of W.")

# ---------------------------------------------------------------- grad_check_sparse


def _to_check(
    draw: RandomInputs,
    factor: float,
    num_checks: int = 12,
    shape: tuple[int, ...] = (4, 3),
    size: float = 1.0,
    h: float = 1e-3,
    *,
    by_element: bool = False,
) -> Call:
    signs = draw.integers(0, 2, *shape) * 2.0 - 1
    W, A = signs * draw.uniform(0.5, 1.5, *shape), size * draw.uniform(0.5, 1.5, *shape)
    factors = torch.full(shape, factor, dtype=torch.float64)
    count = 10 * W.numel() if by_element else num_checks  # then all elements are met, but once in ten thousand times
    return {"W": W, "A": A, "factors": factors, "num_checks": count, "h": h, "by_element": by_element}


NONE = "no relative error comes back"  # and of none, all would be right


def _errors_vanish(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    if not got["errors"]:
        return NONE
    large = sum(not abs(error) < 1e-6 for error in got["errors"])
    zeros = bool((inputs["A"] == 0).any())
    but = "aren't 0, though both gradients are 0 there" if zeros else "are large, though the gradient is right"
    return f"{large} of {len(got['errors'])} relative errors {but}" if large else None


# What comes back depends on no draw of the student's code, so that a mistake can be named.
EACH = {"by_element": True, "shape": (3, 2)}
sparse = question("grad_check_sparse", driver="errors_of_a_gradient", example=_to_check)


@sparse.rule(
    2,
    at=[
        {**EACH, "factor": 3.0},
        {**EACH, "factor": 0.25, "size": 0.01},  # an error of small gradients counts, too
        {**EACH, "factor": -2.0},
    ],
    hint="By hand: the numeric gradient is 2 and the analytic one 6. What is the relative error?",
)
def errors_are_relative(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """An error is |numeric − analytic| divided by |numeric| + |analytic|."""
    errors, factor = got["errors"], float(inputs["factors"].flatten()[0])
    if not errors:
        return NONE
    away, right = abs(1 - factor), abs(1 - factor) / (1 + abs(factor))
    off = sum(not abs(error - right) < 1e-4 for error in errors)
    if not off:
        return None
    by_larger, by_sum = away / max(1.0, abs(factor)), away / max(abs(1 + factor), 1e-9)
    mistakes = {
        "the difference is divided by one of the two sizes only": (away, away / abs(factor)),
        "the sign of the error is kept": (-right,),
        "the difference is divided by the larger size, not by the sum of both": (by_larger,),
        "the difference is divided by the size of the sum, not by the sum of the sizes": (by_sum,),
    }
    for mistake, values in mistakes.items():
        if all(min(abs(error - value) for value in values) < 1e-4 for error in errors):
            return mistake
    return f"{off} of {len(errors)} relative errors are wrong"


sparse.asks(
    1,
    "right_gradients_pass",
    [{**EACH, "factor": 1.0}, {**EACH, "factor": 1.0, "shape": (2, 1, 3)}],
    rule=_errors_vanish,
).says(
    "A right gradient has errors of nearly 0, wherever it is checked.",
    hint="Is the element that is nudged the one whose analytic gradient is taken?",
)


@sparse.rule(
    0.5,
    at=[{"factor": 2.0, "num_checks": count} for count in (1, 37)],
    hint="How many elements does your code check, and who says how many?",
)
def num_checks_says_how_many(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """As many errors come back as num_checks says."""
    wanted = inputs["num_checks"]
    return None if len(got["errors"]) == wanted else f"expected {wanted} errors, got {len(got['errors'])}"


@sparse.rule(0.5, at={"factor": 2.0, "h": 0.25}, hint="Is there a number in your code that should be h?")
def h_says_how_far(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """An element is nudged by h, either way."""
    steps, h = got["steps"], inputs["h"]
    if not steps:
        return "no element of W was nudged alone"
    off = sum(not abs(step - h) < 1e-9 for step in steps)
    return f"{off} of {len(steps)} times an element was nudged by another number than h" if off else None


@sparse.rule(
    1,
    at={"factor": 2.0, "num_checks": 5, "shape": (8, 9)},
    hint="Is a whole gradient measured, and most of it thrown away?",
)
def f_is_evaluated_twice_for_each_check(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Only the elements that are drawn are measured."""
    calls, checks = got["calls"], inputs["num_checks"]
    if not got["errors"]:
        return NONE
    enough = calls <= 2 * checks + 1
    return None if enough else f"f was evaluated {calls} times for {checks} checks; twice for each is enough"


def _all_can_be_drawn(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Which elements were nudged tells, whatever became of the errors."""
    if not got["errors"]:
        return NONE
    if len(got["errors"]) < inputs["num_checks"] / 2:
        return None  # too few to tell, which another check says
    nudged, count = got["nudged"], inputs["W"].numel()
    if len(set(nudged)) < count:
        return "some element is never checked"
    most = max(nudged.count(place) for place in range(count))
    return None if most < 4 * len(nudged) / count else "some element is checked far more often than others"


@sparse.check(
    1, rule=_all_can_be_drawn, hint="Which numbers can your random draw give? Both the first and the last element?"
)
def every_element_can_be_drawn(draw: RandomInputs) -> Call:
    """Elements are drawn evenly from all of W."""
    return _to_check(draw, 1.0, 90, (3, 2))


@sparse.check(
    1, rule=_errors_vanish, hint="0 divided by 0 is NaN. When does that happen here, and what is the error then?"
)
def two_zeros_agree(draw: RandomInputs) -> Call:
    """Where both gradients are exactly 0, the error is 0."""
    inputs = _to_check(draw, 1.0, shape=(3, 2), by_element=True)
    return {**inputs, "A": torch.zeros_like(inputs["A"])}
