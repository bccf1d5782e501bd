"""Hidden checks of linear classifiers. Each fails for one reason; what a question builds on is given to it.

A loss function answers (loss, dW). Its loss and its gradient, its data part and its regularization, each have a check of their own.
"""
# ruff: noqa: ARG005

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, exactly, growth, satisfies, unchanged
from autograder.draws import Draws
from autograder.model import Check, Judge

SVM = ("svm_loss_naive", "svm_loss_vectorized")
SOFTMAX = ("softmax_loss_naive", "softmax_loss_vectorized")

Mistakes = Mapping[str, Callable[[Any, Mapping[str, Any]], Any]]
Draw = Callable[[Draws], Any]
Decorator = Callable[[Callable[..., Any]], tuple[Check, ...]]

# ---------------------------------------------------------------- what checks of (loss, dW) share


def _only(part: int, judge: Judge) -> Judge:
    """Judge one part of (loss, dW), and leave the other to its own check."""

    def judged(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
        if not isinstance(got, (list, tuple)) or len(got) != len(expected):
            return judge(got, expected, inputs) or "expected two values, (loss, dW)"
        return judge(got[part], expected[part], inputs)

    return judged


def _each(
    points: Mapping[str, float], mistakes: Mapping[str, Mistakes] | None = None, **options: Any
) -> Callable[[Draw], tuple[Check, ...]]:
    """Make the check for each question, with points and near misses of its own, telling the probe which function to call."""

    def decorate(draw: Draw) -> tuple[Check, ...]:
        made: tuple[Check, ...] = ()
        for question, worth in points.items():

            @functools.wraps(draw)
            def named(rng: Draws, question: str = question) -> Any:
                return {"function": question, **draw(rng)}

            near_misses = (mistakes or {}).get(question)
            made += check(asks=question, points=worth, near_misses=near_misses, **options)(
                named if "probe" in options else draw
            )
        return made

    return decorate


def _scores(inputs: Mapping[str, Any]) -> Tensor:
    scores: Tensor = inputs["X"] @ inputs["W"]
    return scores


def _one_hot(inputs: Mapping[str, Any]) -> Tensor:
    return torch.eye(inputs["W"].shape[1], dtype=torch.float64)[inputs["y"]]


def _margins(inputs: Mapping[str, Any]) -> Tensor:
    """Return s_j − s_y + 1, and 0 at the true class."""
    scores, true = _scores(inputs), _one_hot(inputs)
    return (scores - (scores * true).sum(1, keepdim=True) + 1) * (1 - true)


def _size_of_loss(inputs: Mapping[str, Any]) -> float:
    return 1.0 + float(_scores(inputs).abs().max())


def _size_of_gradient(inputs: Mapping[str, Any]) -> float:
    return float(inputs["X"].abs().max())


loss_agrees = _only(0, close(scale=_size_of_loss, dtype=False))
gradient_agrees = _only(1, close(scale=_size_of_gradient, dtype=False))


def _data(rng: Draws, count: int = 21, features: int = 11, classes: int = 5, reg: float = 0.0) -> dict[str, Any]:
    """Draw weights and points, some margins above 0 and some below, none so near to 0 that rounding decides."""
    while True:
        inputs = {
            "W": rng.normal(features, classes, std=0.3),
            "X": rng.normal(count, features),
            "y": rng.labels(count, classes),
        }
        margins = _margins(inputs)[_one_hot(inputs) == 0]
        active = float((margins > 0).double().mean())
        if float(margins.abs().min()) > 1e-3 and 0.3 < active < 0.95:
            return {**inputs, "reg": reg}


# ---------------------------------------------------------------- predict_linear_classifier


@check(
    asks="predict_linear_classifier", points=1, judge=exactly(dtype=False),
    near_misses={
        "these are the classes of the lowest score": lambda expected, inputs: _scores(inputs).argmin(1),
        "these are positions of images: the maximum is taken along the other axis": lambda expected, inputs: _scores(inputs).argmax(0),
    },
    hint="What does row i of X @ W hold, and along which axis do the classes lie?",
)  # fmt: skip
def highest_score_wins(rng: Draws) -> list[dict[str, Any]]:
    """Each row of X gets the class whose score is highest."""
    shift = torch.cat([torch.ones(1, 4, dtype=torch.float64) * -3, torch.zeros(5, 4, dtype=torch.float64)])
    X = rng.normal(17, 6)
    X[:, 0] = 1  # with the shift, every score is negative: the highest of them still wins
    return [{"W": rng.normal(8, 5), "X": rng.normal(23, 8)}, {"W": 0.3 * rng.normal(6, 4) + shift, "X": X}]


def _is_int64(got: Any, expected: Any, inputs: Any) -> str | None:
    if not isinstance(got, Tensor):
        return None  # another check says what is wrong
    return None if got.dtype == torch.int64 else f"expected dtype int64, got {str(got.dtype).removeprefix('torch.')}"


@check(
    asks="predict_linear_classifier", points=0.5, judge=satisfies(_is_int64, structure=False), dtypes=("float32",),
    hint="Which dtype does torch.zeros(n) have when you don't say?",
)  # fmt: skip
def labels_are_int64(rng: Draws) -> dict[str, Any]:
    """Predicted labels are int64, as y is."""
    return {"W": rng.normal(6, 4), "X": rng.normal(9, 6)}


@growth(
    asks="predict_linear_classifier", points=1, at_most="1",
    hint="One matrix product gives the scores of all images. Which Python loop is still there?",
)  # fmt: skip
def one_product_serves_all_images(num_images: int, num_classes: int, rng: Draws) -> dict[str, Any]:
    """The number of operations is the same for few images and for many."""
    return {"W": rng.normal(12, num_classes), "X": rng.normal(num_images, 12)}


# ---------------------------------------------------------------- regularization


def _penalty(kind: str) -> Callable[[Draws], list[dict[str, Any]]]:
    def draw(rng: Draws) -> list[dict[str, Any]]:
        return [{"W": rng.normal(7, 5), "kind": kind}, {"W": rng.normal(3, 4, 2), "kind": kind}]

    return draw


def _l2_squares(inputs: Mapping[str, Any]) -> Tensor:
    value: Tensor = inputs["W"].square().sum()
    return value


L2_VALUES: Mistakes = {
    "this is half of it": lambda expected, inputs: (expected[0] / 2, expected[1]),
    "this is the root of the sum of squares": lambda expected, inputs: (expected[0].sqrt(), expected[1]),
    "this is the mean, not the sum": lambda expected, inputs: (expected[0] / inputs["W"].numel(), expected[1]),
    "this is the L1 penalty": lambda expected, inputs: (inputs["W"].abs().sum(), expected[1]),
}
L2_GRADIENTS: Mistakes = {
    "the factor 2 is missing": lambda expected, inputs: (expected[0], inputs["W"]),
    "this is the L1 gradient": lambda expected, inputs: (expected[0], inputs["W"].sign()),
}
L1_VALUES: Mistakes = {
    "the absolute value is missing": lambda expected, inputs: (inputs["W"].sum(), expected[1]),
    "this is the mean, not the sum": lambda expected, inputs: (expected[0] / inputs["W"].numel(), expected[1]),
    "this is the L2 penalty": lambda expected, inputs: (_l2_squares(inputs), expected[1]),
}
L1_GRADIENTS: Mistakes = {
    "this is 1 everywhere: negative weights need the other sign": lambda expected, inputs: (expected[0], torch.ones_like(inputs["W"])),
    "this is |W|, not its derivative": lambda expected, inputs: (expected[0], inputs["W"].abs()),
    "this is the L2 gradient": lambda expected, inputs: (expected[0], 2 * inputs["W"]),
}  # fmt: skip
penalty_agrees = _only(0, close(dtype=False))
penalty_gradient_agrees = _only(1, close(dtype=False))


@check(
    asks="regularization", points=1, judge=penalty_agrees, near_misses=L2_VALUES,
    hint="By hand: what is the L2 penalty of the two weights 3 and 4?",
)  # fmt: skip
def l2_is_the_sum_of_squares(rng: Draws) -> list[dict[str, Any]]:
    """With "l2" the penalty is the sum of the squares of all weights."""
    return _penalty("l2")(rng)


@check(
    asks="regularization", points=1, judge=penalty_gradient_agrees, near_misses=L2_GRADIENTS,
    hint="What is the derivative of w² with respect to w?",
)  # fmt: skip
def l2_gradient_is_twice_the_weights(rng: Draws) -> list[dict[str, Any]]:
    """With "l2" the gradient is 2W, in the shape of W."""
    return _penalty("l2")(rng)


@check(
    asks="regularization", points=1, judge=penalty_agrees, near_misses=L1_VALUES,
    hint="By hand: what is the L1 penalty of the two weights 3 and −4?",
)  # fmt: skip
def l1_is_the_sum_of_absolute_values(rng: Draws) -> list[dict[str, Any]]:
    """With "l1" the penalty is the sum of the absolute values of all weights."""
    return _penalty("l1")(rng)


@check(
    asks="regularization", points=1, judge=penalty_gradient_agrees, near_misses=L1_GRADIENTS,
    hint="What is the slope of |w| at w = 3, and at w = −4?",
)  # fmt: skip
def l1_gradient_is_the_sign(rng: Draws) -> list[dict[str, Any]]:
    """With "l1" the gradient is 1 for positive weights and −1 for negative ones."""
    return _penalty("l1")(rng)


@check(
    asks="regularization", points=1, judge=penalty_gradient_agrees,
    hint="What does your code compute where a weight is exactly 0?",
)  # fmt: skip
def l1_gradient_is_0_at_0(rng: Draws) -> dict[str, Any]:
    """With "l1" the gradient is 0 where a weight is 0."""
    W = rng.normal(6, 4)
    W[rng.permutation(6)[:3], 1] = 0
    return {"W": W, "kind": "l1"}


@check(
    asks="regularization", points=0.5, judge=unchanged(),
    hint="Which of your lines write into W? Look for *=, and for methods that end in an underscore.",
)  # fmt: skip
def weights_stay_as_they_were(rng: Draws) -> list[dict[str, Any]]:
    """W is the same after the call as before."""
    return [{"W": rng.normal(5, 4), "kind": kind} for kind in ("l1", "l2")]


# ---------------------------------------------------------------- random_search


def _search_loss(W: Tensor, inputs: Mapping[str, Any]) -> float:
    """Compute what the probe's loss function returns, in float64."""
    scores = inputs["X"] @ W.double()
    return float(scores.square().mean() - scores[torch.arange(len(inputs["y"])), inputs["y"]].mean())


def _of_tries(inputs: Mapping[str, Any], tried: list[Tensor]) -> list[float]:
    return [_search_loss(W, inputs) for W in tried]


def _near(inputs: Mapping[str, Any]) -> float:
    return 1e-9 if inputs.dtype == torch.float64 else 1e-5  # type: ignore[attr-defined]


def _wrong_count(got: Any, inputs: Mapping[str, Any]) -> str | None:
    tried = got["tried"]
    shape = (inputs["X"].shape[1], int(inputs["y"].max()) + 1)
    if len(tried) != inputs["num_tries"] or any(tuple(W.shape) != shape for W in tried):
        return (
            f"expected {inputs['num_tries']} tries of shape {shape}, got {len(tried)} that differ from one to the next"
        )
    return None


def _best_is_kept(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    best = got["best_W"]
    if not isinstance(best, Tensor) or not got["tried"] or best.shape != got["tried"][0].shape:
        return "best_W doesn't have the shape of the weights that were tried"
    losses = _of_tries(inputs, got["tried"])
    kept = _search_loss(best, inputs)
    if kept <= min(losses) + _near(inputs):
        return None
    if abs(kept - losses[-1]) < _near(inputs):
        return "best_W is the last W that was tried; was it overwritten by later tries?"
    better = sum(loss < kept - _near(inputs) for loss in losses)
    return f"{better} of {len(losses)} tries had a lower loss than best_W has"


def _losses_are_those(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    right = _of_tries(inputs, got["tried"])
    if len(got["losses"]) != inputs["num_tries"]:
        return f"expected {inputs['num_tries']} losses, one for each try, got {len(got['losses'])}"
    off = sum(not abs(a - b) < _near(inputs) for a, b in zip(got["losses"], right, strict=False))
    if not off:
        return None
    falling = [min(right[: i + 1]) for i in range(len(right))]
    if all(abs(a - b) < _near(inputs) for a, b in zip(got["losses"], falling, strict=False)):
        return "these are the best losses so far, not the losses of the tries"
    return f"{off} of {len(got['losses'])} losses aren't those of the tries, in their order"


def _best_loss_is_lowest(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    lowest = min(_of_tries(inputs, got["tried"]), default=0.0)
    return None if abs(got["best_loss"] - lowest) < _near(inputs) else "best_loss isn't the lowest loss of all tries"


def _tries_are_normal(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    if complaint := _wrong_count(got, inputs):
        return complaint
    values = torch.stack(got["tried"]).double()
    mean, std = float(values.mean()), float(values.std())
    if abs(mean) > 0.001:
        return "the mean of the weights that were tried isn't near 0"
    if not 0.009 < std < 0.011:
        return f"the standard deviation of the weights that were tried is {std / 0.01:.2g} times what it should be"
    beyond = float((values.abs() > 0.02).double().mean())  # 4.6 % of a normal distribution, nothing of a uniform one
    return None if 0.03 < beyond < 0.06 else "the weights that were tried aren't normally distributed"


def _generator_decides(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    if got["best_W"].shape != got["again"].shape or not torch.equal(got["best_W"], got["again"]):
        return "two searches from the same state of the generator tried different weights"
    if torch.equal(got["best_W"], got["other"]):
        return "searches from different states of the generator tried the same weights"
    return None


def _tries_have_the_dtype(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got["best_W"].dtype))  # type: ignore[attr-defined]
    return None if wanted == seen else f"X was {wanted}, and best_W is {seen}"


def _to_search(rng: Draws) -> dict[str, Any]:
    return {"X": rng.normal(9, 12), "y": rng.labels(9, 4), "num_tries": 60, "seed": rng.integer(1, 10**6)}


def _search(rule: Any, points: float, hint: str, dtypes: tuple[str, ...] = ("float64",)) -> Decorator:
    return check(
        asks="random_search",
        points=points,
        judge=satisfies(rule, structure=False),
        probe="searches",
        hint=hint,
        dtypes=dtypes,
    )


@_search(
    _best_is_kept,
    2,
    "Which W is kept when a later one is worse? Is it a tensor of its own, or the one that the next try overwrites?",
)
def best_try_is_kept(rng: Draws) -> dict[str, Any]:
    """best_W has the lowest loss of all that were tried."""
    return _to_search(rng)


@_search(_losses_are_those, 1, "How many entries does losses have after the first try, and after the last?")
def every_loss_is_told(rng: Draws) -> dict[str, Any]:
    """losses holds the loss of each try, in order."""
    return _to_search(rng)


@_search(_best_loss_is_lowest, 1, "What does best_loss start from, and when is it set?")
def best_loss_is_the_lowest(rng: Draws) -> dict[str, Any]:
    """best_loss is the lowest of all losses."""
    return _to_search(rng)


@_search(
    _tries_are_normal,
    1,
    "Which mean and standard deviation do the numbers have that you draw? Are they drawn anew for each try?",
)
def tries_are_small_and_normal(rng: Draws) -> dict[str, Any]:
    """Each try draws new weights from a normal distribution with mean 0 and standard deviation 0.01."""
    return {"X": rng.normal(9, 25), "y": rng.labels(9, 8), "num_tries": 60, "seed": rng.integer(1, 10**6)}


@_search(_generator_decides, 1, "Where do your random numbers come from, when a generator is given?")
def generator_decides_the_tries(rng: Draws) -> dict[str, Any]:
    """The same state of the generator gives the same tries, another state others."""
    return _to_search(rng)


@_search(_tries_have_the_dtype, 0.5, "Which dtype does torch.randn give when you don't say?", ("float64", "float32"))
def tries_have_the_dtype_of_the_data(rng: Draws) -> dict[str, Any]:
    """best_W has the dtype of X."""
    return _to_search(rng)


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


def _cubic(rng: Draws, *shape: int) -> dict[str, Any]:
    return {"W": rng.normal(*shape), "A": rng.uniform(0.5, 1.5, *shape), "h": 0.1}


@check(
    asks="numeric_gradient", points=3, judge=measured, probe="gradient_of_a_cubic", near_misses=MEASURED,
    hint="f(w) = w³ at w = 1 with h = 0.1: what should come out, to three digits?",
)  # fmt: skip
def differences_are_central(rng: Draws) -> dict[str, Any]:
    """Each entry is (f(W + h) − f(W − h)) / 2h, with one element of W nudged."""
    return _cubic(rng, 4, 3)


@check(
    asks="numeric_gradient", points=1, judge=measured, probe="gradient_of_a_cubic",
    hint="Does your code assume that W has two axes?",
)  # fmt: skip
def any_shape_will_do(rng: Draws) -> list[dict[str, Any]]:
    """W may have any number of axes, and the gradient has the same shape."""
    return [_cubic(rng, 5), _cubic(rng, 2, 3, 2)]


@check(
    asks="numeric_gradient", points=1, judge=measured, probe="gradient_of_a_cubic",
    hint="Which of your lines need the value of f to be a tensor?",
)  # fmt: skip
def plain_numbers_will_do(rng: Draws) -> dict[str, Any]:
    """f may return a Python float."""
    return {**_cubic(rng, 3, 2), "plain": True}


@check(
    asks="numeric_gradient", points=1, judge=unchanged(), probe="gradient_of_a_cubic",
    hint="In floating point, is (w + h) − h always w? What could you keep, to put it back?",
)  # fmt: skip
def w_is_put_back_to_the_last_bit(rng: Draws) -> dict[str, Any]:
    """W is the same after the call as before, to the last bit."""
    return {**_cubic(rng, 9, 8), "h": 1e-3}


def _same_dtype(got: Any, expected: Any, inputs: Any) -> str | None:
    if not isinstance(got, Tensor):
        return None  # another check says what is wrong
    wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got.dtype))
    return None if wanted == seen else f"the inputs were {wanted}, and the result is {seen}"


@check(
    asks="numeric_gradient", points=0.5, judge=satisfies(_same_dtype, structure=False), probe="gradient_of_a_cubic",
    hint="Which dtype does torch.zeros(shape) have when you don't say?",
)  # fmt: skip
def gradient_has_the_dtype_of_w(rng: Draws) -> dict[str, Any]:
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


def _to_check(rng: Draws, factor: float, num_checks: int = 12, *shape: int) -> dict[str, Any]:
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
def errors_are_relative(rng: Draws) -> list[dict[str, Any]]:
    """An error is |numeric − analytic| divided by |numeric| + |analytic|."""
    return [_to_check(rng, 3.0), _to_check(rng, 0.25), _to_check(rng, -2.0)]


@_sparse(_errors_vanish, 1, "Is the element that is nudged the one whose analytic gradient is taken?")
def right_gradients_pass(rng: Draws) -> list[dict[str, Any]]:
    """A right gradient has errors of nearly 0, wherever it is checked."""
    return [_to_check(rng, 1.0, 30), _to_check(rng, 1.0, 30, 2, 3, 4)]


@_sparse(_as_many, 1, "How many elements does your code check, and who says how many?")
def num_checks_says_how_many(rng: Draws) -> list[dict[str, Any]]:
    """As many errors come back as num_checks says."""
    return [_to_check(rng, 2.0, 1), _to_check(rng, 2.0, 37)]


@_sparse(_few_calls, 1, "Is a whole gradient measured, and most of it thrown away?")
def f_is_evaluated_twice_for_each_check(rng: Draws) -> dict[str, Any]:
    """Only the elements that are drawn are measured."""
    return _to_check(rng, 2.0, 5, 8, 9)


@_sparse(_all_can_be_drawn, 1, "Which numbers can your random draw give? Both the first and the last element?")
def every_element_can_be_drawn(rng: Draws) -> list[dict[str, Any]]:
    """Elements are drawn evenly from all of W."""
    inputs = [_to_check(rng, 1.0, 90, 3, 2) for _ in range(2)]
    inputs[0]["factors"][0, 0] = inputs[1]["factors"][-1, -1] = 3.0
    return inputs


@_sparse(_no_nan, 1, "0 divided by 0 is NaN. When does that happen here, and what is the error then?")
def two_zeros_agree(rng: Draws) -> dict[str, Any]:
    """Where both gradients are exactly 0, the error is 0."""
    inputs = _to_check(rng, 1.0, 30)
    inputs["A"][:, 1:] = 0
    return inputs


# ---------------------------------------------------------------- the losses: data


def _svm_push(inputs: Mapping[str, Any]) -> Tensor:
    return (_margins(inputs) > 0).double()


def _gradient(inputs: Mapping[str, Any], counts: Tensor) -> Tensor:
    gradient: Tensor = inputs["X"].T @ counts / len(inputs["y"])
    return gradient


LOSSES: Mistakes = {
    "this is the sum over the images, not the mean": lambda expected, inputs: (
        expected[0] * len(inputs["y"]),
        expected[1],
    ),
}
NOT_THE_MEAN: Mistakes = {
    "this is divided by the number of classes too": lambda expected, inputs: (expected[0] / inputs["W"].shape[1], expected[1]),
    "this is divided by one image too few": lambda expected, inputs: (
        expected[0] * len(inputs["y"]) / (len(inputs["y"]) - 1), expected[1],
    ),
}  # fmt: skip
LOSS_MISTAKES: dict[str, Mistakes] = {
    "svm_loss_naive": {
        "this is divided by the number of images once more": lambda expected, inputs: (expected[0] / len(inputs["y"]), expected[1]),
    },
    "svm_loss_vectorized": {
        **LOSSES, **NOT_THE_MEAN,
        "1 too much for each image: is the true class's own margin counted?": lambda expected, inputs: (expected[0] + 1, expected[1]),
        "the margin of 1 is missing": lambda expected, inputs: (
            ((_margins(inputs) - 1) * (1 - _one_hot(inputs))).clamp(min=0).sum(1).mean(), expected[1],
        ),
        "the hinge is squared": lambda expected, inputs: (_margins(inputs).clamp(min=0).square().sum(1).mean(), expected[1]),
        "the margins below 0 are added too": lambda expected, inputs: (_margins(inputs).sum(1).mean(), expected[1]),
    },
    "softmax_loss_naive": {**LOSSES, "the sign is turned round": lambda expected, inputs: (-expected[0], expected[1])},
    "softmax_loss_vectorized": {
        **LOSSES, **NOT_THE_MEAN,
        "this is the logarithm of a mean, not the mean of logarithms": lambda expected, inputs: (
            -(_scores(inputs).softmax(1) * _one_hot(inputs)).sum(1).mean().log(), expected[1],
        ),
    },
}  # fmt: skip
GRADIENTS: Mistakes = {
    "this is the sum over the images, not the mean": lambda expected, inputs: (
        expected[0],
        expected[1] * len(inputs["y"]),
    ),
    "the sign is turned round": lambda expected, inputs: (expected[0], -expected[1]),
}
OTHER_DIVISOR: Mistakes = {
    "this is divided by one image too few": lambda expected, inputs: (
        expected[0], expected[1] * len(inputs["y"]) / (len(inputs["y"]) - 1),
    ),
}  # fmt: skip
SVM_GRADIENTS: Mistakes = {
    **GRADIENTS, **OTHER_DIVISOR,
    "the true class's column gets nothing": lambda expected, inputs: (expected[0], _gradient(inputs, _svm_push(inputs))),
    "the other classes' columns get nothing": lambda expected, inputs: (
        expected[0], _gradient(inputs, -_svm_push(inputs).sum(1, keepdim=True) * _one_hot(inputs)),
    ),
    "the margins themselves are counted, not how many are positive": lambda expected, inputs: (
        expected[0],
        _gradient(inputs, _margins(inputs).clamp(min=0) - _margins(inputs).clamp(min=0).sum(1, keepdim=True) * _one_hot(inputs)),
    ),
}  # fmt: skip
SOFTMAX_GRADIENTS: Mistakes = {
    **GRADIENTS,
    "1 isn't taken off at the true class": lambda expected, inputs: (
        expected[0],
        _gradient(inputs, _scores(inputs).softmax(1)),
    ),
}
GRADIENT_MISTAKES: dict[str, Mistakes] = {
    "svm_loss_naive": SVM_GRADIENTS,
    "svm_loss_vectorized": {
        **SVM_GRADIENTS,
        "rows and columns are exchanged": lambda expected, inputs: (expected[0], expected[1].T),
        "the true class's column gets each image once, however many margins are positive": lambda expected, inputs: (
            expected[0], _gradient(inputs, _svm_push(inputs) - _one_hot(inputs)),
        ),
        "all classes count, not only those with a positive margin": lambda expected, inputs: (
            expected[0], _gradient(inputs, 1 - inputs["W"].shape[1] * _one_hot(inputs)),
        ),
    },
    "softmax_loss_naive": {
        **SOFTMAX_GRADIENTS,
        "only the true class's column is there": lambda expected, inputs: (
            expected[0], _gradient(inputs, (_scores(inputs).softmax(1) - 1) * _one_hot(inputs)),
        ),
    },
    "softmax_loss_vectorized": {
        **SOFTMAX_GRADIENTS, **OTHER_DIVISOR,
        "this is divided by the number of classes too": lambda expected, inputs: (expected[0], expected[1] / inputs["W"].shape[1]),
        "1 is added at the true class, not taken off": lambda expected, inputs: (
            expected[0], _gradient(inputs, _scores(inputs).softmax(1) + _one_hot(inputs)),
        ),
    },
}  # fmt: skip


@_each(
    {"svm_loss_naive": 1, "svm_loss_vectorized": 2, "softmax_loss_naive": 2, "softmax_loss_vectorized": 2},
    mistakes=LOSS_MISTAKES, judge=loss_agrees,
    hint="Take one image, two classes, and scores that you can handle in your head. What is the loss?",
)  # fmt: skip
def loss_is_the_mean_over_the_images(rng: Draws) -> dict[str, Any]:
    """Without regularization, the loss is the mean of the images' losses."""
    return _data(rng)


@_each(
    {"svm_loss_naive": 3, "svm_loss_vectorized": 2}, mistakes=GRADIENT_MISTAKES, judge=gradient_agrees,
    hint="One image, one class with a positive margin: which two columns of dW change, and by how much? And with two such classes?",
)  # fmt: skip
def gradient_counts_positive_margins(rng: Draws) -> dict[str, Any]:
    """Without regularization, each positive margin adds the image to its class's column and takes it off the true class's."""
    return _data(rng)


@_each(
    {"softmax_loss_naive": 2, "softmax_loss_vectorized": 2}, mistakes=GRADIENT_MISTAKES, judge=gradient_agrees,
    hint="Which number multiplies the image in column j of dW, for the true class and for the others?",
)  # fmt: skip
def gradient_is_probability_less_truth(rng: Draws) -> dict[str, Any]:
    """Without regularization, each image adds itself times (p − 1) to the true class's column and times p to the others'."""
    return _data(rng)


# ---------------------------------------------------------------- the losses: regularization


def _times(part: int, factor: Callable[[Mapping[str, Any]], float]) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Multiply one part of what is expected."""
    return lambda expected, inputs: tuple(
        value * factor(inputs) if i == part else value for i, value in enumerate(expected)
    )


def _scaled(part: int, *words: str) -> Mistakes:
    """Name what is too large or too small by a factor, in one part: those of these mistakes in whose names a word is."""
    factors: dict[str, Callable[[Mapping[str, Any]], float]] = {
        "it isn't there": lambda inputs: 0.0,
        "it is half as large as it should be": lambda inputs: 0.5,
        "it is twice as large as it should be": lambda inputs: 2.0,
        "it is divided by the number of images": lambda inputs: 1 / len(inputs["y"]),
        "it is multiplied by the number of images": lambda inputs: len(inputs["y"]),
        "its sign is turned round": lambda inputs: -1.0,
    }
    return {name: _times(part, factor) for name, factor in factors.items() if any(word in name for word in words)}


ADDED_TO_LOSS: dict[str, Mistakes] = {
    "svm_loss_naive": _scaled(0, "twice", "divided"),
    "svm_loss_vectorized": {
        **_scaled(0, "isn't", "half", "divided"),
        "it is the mean of the squares, not their sum": _times(0, lambda inputs: 1 / inputs["W"].numel()),
        "it is the sum of absolute values, not of squares": lambda expected, inputs: (
            inputs["reg"] * inputs["W"].abs().sum(), expected[1],
        ),
        "the square's root is taken": lambda expected, inputs: (
            inputs["reg"] * inputs["W"].square().sum().sqrt(), expected[1],
        ),
    },
    "softmax_loss_naive": _scaled(0, "isn't", "multiplied"),
    "softmax_loss_vectorized": _scaled(0, "isn't", "twice", "sign"),
}  # fmt: skip
ADDED_TO_GRADIENT: dict[str, Mistakes] = {
    "svm_loss_naive": _scaled(1, "isn't", "half", "divided"),
    "svm_loss_vectorized": {
        **_scaled(1, "isn't", "half", "divided", "sign"),
        "it is the gradient of the sum of absolute values": lambda expected, inputs: (
            expected[0], inputs["reg"] * inputs["W"].sign(),
        ),
    },
    "softmax_loss_naive": _scaled(1, "isn't"),
    "softmax_loss_vectorized": _scaled(1, "isn't", "twice", "multiplied"),
}  # fmt: skip
added_to_loss = _only(0, close(scale=_size_of_loss, dtype=False))
added_to_gradient = _only(1, close(scale=_size_of_gradient, dtype=False))


@_each(
    {"svm_loss_naive": 1, "svm_loss_vectorized": 1, "softmax_loss_naive": 1, "softmax_loss_vectorized": 1},
    mistakes=ADDED_TO_LOSS, judge=added_to_loss, probe="regularization_adds",
    hint="What does the loss become when reg goes from 0 to 1? By how much, for W = (1, 2)?",
)  # fmt: skip
def loss_grows_by_reg_times_the_squares(rng: Draws) -> dict[str, Any]:
    """Regularization adds reg times the sum of squares of W to the loss."""
    return _data(rng, reg=0.2)


@_each(
    {"svm_loss_naive": 2, "svm_loss_vectorized": 1, "softmax_loss_naive": 1, "softmax_loss_vectorized": 1},
    mistakes=ADDED_TO_GRADIENT, judge=added_to_gradient, probe="regularization_adds",
    hint="What is the derivative of reg·w² with respect to w?",
)  # fmt: skip
def gradient_grows_by_twice_reg_times_w(rng: Draws) -> dict[str, Any]:
    """Regularization adds 2·reg·W to the gradient."""
    return _data(rng, reg=0.2)


# ---------------------------------------------------------------- the losses: stability, dtype, inputs, work


def _size_of_offset(inputs: Mapping[str, Any]) -> float:
    return float(inputs["offsets"].abs().max()) * (1 + _size_of_gradient(inputs))


@_each(
    {"softmax_loss_naive": 1, "softmax_loss_vectorized": 2},
    judge=close(scale=_size_of_offset, dtype=False, parts=("change of the loss", "change of dW")), probe="offset_changes",
    hint="What is exp(1000) in floating point? And exp(−1000)? Which number may you take off all scores of an image, and is it the same for all images?",
)  # fmt: skip
def offset_of_all_scores_changes_nothing(rng: Draws) -> dict[str, Any]:
    """Adding 1000 to all scores of an image, or taking 1000 off, changes neither its loss nor its gradient."""
    inputs = _data(rng)
    del inputs["reg"]
    return {**inputs, "offsets": 1000 * (rng.labels(len(inputs["y"]), 3).double() - 1)}


def _pair_has_the_dtype(got: Any, expected: Any, inputs: Any) -> str | None:
    wanted = str(inputs.dtype).removeprefix("torch.")
    if not isinstance(got, (list, tuple)) or len(got) != 2:
        return None  # another check says what is wrong
    for name, value in zip(("loss", "dW"), got, strict=True):
        if not isinstance(value, Tensor):
            return f"{name}: expected a tensor, got a Python {type(value).__name__}"
        seen = str(value.dtype).removeprefix("torch.")
        if seen != wanted:
            return f"{name}: the inputs were {wanted}, and it is {seen}"
    return None


@_each(
    {"svm_loss_naive": 0.5, "svm_loss_vectorized": 0.5, "softmax_loss_naive": 0.5, "softmax_loss_vectorized": 0.5},
    judge=satisfies(_pair_has_the_dtype, structure=False),
    hint="Which dtype does a new tensor have when you don't say? Who could tell it which one is wanted?",
)  # fmt: skip
def loss_and_gradient_have_the_dtype_of_the_inputs(rng: Draws) -> dict[str, Any]:
    """float64 inputs give a float64 loss and gradient, float32 inputs float32 ones."""
    return _data(rng, reg=0.1)


@_each(
    {"svm_loss_naive": 1, "svm_loss_vectorized": 1, "softmax_loss_naive": 1, "softmax_loss_vectorized": 1},
    judge=unchanged(),
    hint="Which of your lines write into W, X or y? Look for -=, *= and methods that end in an underscore; a slice or a .T is no copy.",
)  # fmt: skip
def inputs_stay_as_they_were(rng: Draws) -> dict[str, Any]:
    """W, X and y are the same after the call as before."""
    return _data(rng, reg=0.1)


@check(
    asks="svm_loss_vectorized", points=1, judge=close(scale=_size_of_loss, dtype=False, parts=("loss", "dW")),
    near_misses={"an axis of length 1 is gone": lambda expected, inputs: (expected[0], expected[1].squeeze())},
    hint="What are the shapes along the way when N is 1? Is there a squeeze in your code?",
)  # fmt: skip
def one_image_is_enough(rng: Draws) -> list[dict[str, Any]]:
    """A single image has a loss and a gradient too, and so has a single feature."""
    return [_data(rng, count=1), _data(rng, count=6, features=1)]


SIZES = {
    "num_images": (32, 48, 64),
    "num_classes": (32, 48),
}  # larger ones take a naive loss minutes, when every step is counted


@growth(
    asks="softmax_loss_naive", points=1, at_most="N", at_least="N", sizes={"num_images": (32, 48, 64)},
    hint="Which loop goes over the images?",
)  # fmt: skip
def loop_goes_over_the_images(num_images: int, rng: Draws) -> dict[str, Any]:
    """The naive version takes the images one at a time."""
    return {"W": rng.normal(6, 4, std=0.3), "X": rng.normal(num_images, 6), "y": rng.labels(num_images, 4), "reg": 0.1}


@growth(
    asks=("svm_loss_vectorized", "softmax_loss_vectorized"), points=2, at_most="1", sizes=SIZES,
    hint="Which Python loop is still there, over images or over classes? Comprehensions, map, and calls of the naive version count too.",
)  # fmt: skip
def work_does_not_grow_with_images_or_classes(num_images: int, num_classes: int, rng: Draws) -> dict[str, Any]:
    """The number of operations is the same for few images and classes and for many."""
    return {
        "W": rng.normal(12, num_classes, std=0.3),
        "X": rng.normal(num_images, 12),
        "y": rng.labels(num_images, num_classes),
        "reg": 0.1,
    }


# ---------------------------------------------------------------- sample_batch


def _rows_and_labels(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """Labels are 0 … N − 1, each once, so each tells which row it came with."""
    if not isinstance(got, (list, tuple)) or len(got) != 2 or not all(isinstance(part, Tensor) for part in got):
        return "expected two tensors, (X_batch, y_batch)"
    rows, labels = got
    if rows.ndim != 2 or rows.shape[1:] != inputs["X"].shape[1:] or labels.shape != rows.shape[:1]:
        return f"expected shapes (batch_size, {inputs['X'].shape[1]}) and (batch_size,), got {tuple(rows.shape)} and {tuple(labels.shape)}"
    own = {tuple(row): label for row, label in zip(inputs["X"].tolist(), inputs["y"].tolist(), strict=True)}
    found = [own.get(tuple(row)) for row in rows.double().tolist()]
    strange = sum(label is None for label in found)
    if strange:
        return f"{strange} of {len(found)} rows aren't rows of X"
    off = sum(a != b for a, b in zip(found, labels.tolist(), strict=True))
    return f"{off} of {len(found)} rows come with another row's label" if off else None


def _as_large_as_asked(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    counts = (
        [len(part) if isinstance(part, Tensor) and part.ndim else 0 for part in got]
        if isinstance(got, (list, tuple))
        else []
    )
    wanted = inputs["batch_size"]
    return (
        None
        if counts == [wanted, wanted]
        else f"expected {wanted} rows and labels, got {' and '.join(map(str, counts)) or 'something else'}"
    )


def _evenly_drawn(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    drawn = torch.bincount(got[1].long().clamp(0, len(inputs["y"]) - 1), minlength=len(inputs["y"])).double()
    fair = float(drawn.sum()) / len(inputs["y"])
    if (drawn == 0).any():
        return f"{int((drawn == 0).sum())} of {len(drawn)} rows are never drawn"
    # The standard deviation of such a count is a little below √fair.
    return (
        None if float((drawn - fair).abs().max()) < 6 * fair**0.5 else "some rows are drawn far more often than others"
    )


def _batches_follow(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    first, again, other = got
    if first.shape != again.shape or not torch.equal(first, again):
        return "the same state of the generator gave another batch"
    return "different states of the generator gave the same batch" if torch.equal(first, other) else None


def _rows(rng: Draws, count: int, batch_size: int) -> dict[str, Any]:
    return {"X": rng.normal(count, 4), "y": rng.permutation(count), "num_train": count, "batch_size": batch_size}


def _batch(rule: Any, points: float, hint: str) -> Decorator:
    return check(asks="sample_batch", points=points, judge=satisfies(rule, structure=False), hint=hint)


@_batch(_rows_and_labels, 1.5, "Are X and y indexed with the same numbers?")
def rows_come_with_their_labels(rng: Draws) -> dict[str, Any]:
    """A batch consists of rows of X, each with its own label."""
    return _rows(rng, 30, 16)


@_batch(_as_large_as_asked, 1, "How many rows come back when more are asked for than there are?")
def batch_has_the_size_that_is_asked(rng: Draws) -> list[dict[str, Any]]:
    """As many rows come back as batch_size says, even more than there are."""
    return [_rows(rng, 30, 7), _rows(rng, 12, 40)]


@_batch(_evenly_drawn, 1, "Which numbers can your draw give? Both 0 and num_train − 1, and each as often as any other?")
def every_row_is_equally_likely(rng: Draws) -> dict[str, Any]:
    """All rows, the first and the last included, are drawn equally often."""
    return _rows(rng, 10, 4000)


@check(
    asks="sample_batch", points=1, judge=satisfies(_batches_follow, structure=False), probe="batches",
    hint="Where do your random numbers come from, when a generator is given?",
)  # fmt: skip
def generator_decides_the_batch(rng: Draws) -> dict[str, Any]:
    """The same state of the generator gives the same batch, another state another."""
    return {"X": rng.normal(50, 3), "y": rng.permutation(50), "batch_size": 20, "seed": rng.integer(1, 10**6)}


# ---------------------------------------------------------------- train_linear_classifier


def _walked(sign: float = 1.0, times: float = 1.0) -> Callable[[Any, Mapping[str, Any]], Tensor]:
    def walk(expected: Any, inputs: Mapping[str, Any]) -> Tensor:
        factor = 1 - sign * times * inputs["learning_rate"] * inputs["curvature"]
        end: Tensor = inputs["target"] + factor ** inputs["num_iters"] * (inputs["W"] - inputs["target"])
        return end

    return walk


STEPS: Mistakes = {
    "these steps go uphill": _walked(sign=-1.0),
    "these weights never moved": lambda expected, inputs: inputs["W"],
    "the learning rate is left out": lambda expected, inputs: _walked(times=1 / inputs["learning_rate"])(
        expected, inputs
    ),
    "each step is twice as long as it should be": _walked(times=2.0),
}


def _bowl(rng: Draws, num_iters: int) -> dict[str, Any]:
    return {
        "W": rng.normal(4, 3), "target": rng.normal(4, 3), "curvature": rng.uniform(0.5, 1.5, 4, 3), "learning_rate": 0.15,
        "num_iters": num_iters,
    }  # fmt: skip


def _size_of_weights(inputs: Mapping[str, Any]) -> float:
    return float(inputs["W"].abs().max() + inputs["target"].abs().max())


@check(
    asks="train_linear_classifier", points=1, judge=close(scale=_size_of_weights, dtype=False), given=("sample_batch",),
    probe="descend_a_bowl", near_misses=STEPS, hint="W is 4, its gradient 8, the learning rate 0.25. Where is W after one step?",
)  # fmt: skip
def one_step_goes_down_the_gradient(rng: Draws) -> dict[str, Any]:
    """One step takes learning_rate times the gradient off W."""
    return _bowl(rng, 1)


@check(
    asks="train_linear_classifier", points=2, judge=close(scale=_size_of_weights, dtype=False, factor=4), given=("sample_batch",),
    probe="descend_a_bowl", near_misses=STEPS, hint="Does every step start from where the last one ended, with the same learning rate?",
)  # fmt: skip
def many_steps_follow_one_another(rng: Draws) -> list[dict[str, Any]]:
    """Two steps, and fifty, lead where the formula says."""
    return [_bowl(rng, 2), _bowl(rng, 50)]


def _separates(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """Ask the trained weights about points of the same kind that they haven't seen."""
    if not isinstance(got, Tensor) or got.shape != inputs["W"].shape:
        return "the first thing that comes back isn't a tensor of the shape of W"
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(300) % 3
    points = _around(labels, torch.randn(300, 2, generator=generator, dtype=torch.float64))
    right = float(((points @ got.double()).argmax(1) == labels).double().mean())
    return None if right > 0.95 else f"after training, {right:.0%} of new points are right; 95 % are well within reach"


def _around(labels: Tensor, noise: Tensor) -> Tensor:
    """Put points around the corners of a triangle, with a one at the end of each."""
    corners = torch.tensor([[-2.0, -1.5], [2.0, -1.5], [0.0, 2.5]], dtype=torch.float64)
    return torch.cat([corners[labels] + 0.6 * noise, torch.ones(len(labels), 1, dtype=torch.float64)], dim=1)


@check(
    asks="train_linear_classifier", points=1, judge=satisfies(_separates, structure=False), probe="train_on_points",
    given=("sample_batch", "softmax_loss_vectorized"), hint="Does the loss go down while you train? Print it now and then.",
)  # fmt: skip
def training_separates_three_groups(rng: Draws) -> dict[str, Any]:
    """After training on points of three groups, new points of these groups are classified rightly."""
    labels = rng.labels(120, 3)
    return {"W": rng.normal(3, 3, std=0.01), "X": _around(labels, rng.normal(120, 2)), "y": labels, "num_iters": 150}


# ---------------------------------------------------------------- the search


def _numbers(value: Any) -> list[float] | None:
    value = value.tolist() if isinstance(value, Tensor) else value
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, (int, float)) for item in value):
        return None
    return [float(item) for item in value]


def _lists(got: Any) -> tuple[list[float], list[float]] | None:
    if not isinstance(got, (list, tuple)) or len(got) != 2:
        return None
    rates, strengths = _numbers(got[0]), _numbers(got[1])
    return None if rates is None or strengths is None else (rates, strengths)


def _well_formed(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    lists = _lists(got)
    if lists is None:
        return "expected two lists of numbers, (learning_rates, regularization_strengths)"
    rates, strengths = lists
    pairs = len(set(rates)) * len(set(strengths))
    if not 5 <= pairs <= 25:
        return f"the lists make {pairs} different pairs; try 5 to 25"
    if not all(rate > 0 for rate in rates) or not all(strength >= 0 for strength in strengths):
        return "a learning rate isn't positive, or a regularization strength is negative"
    return None


@functools.cache
def _images() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Make data that ask for the same settings as centred images do: one direction (brightness) varies far more than all others.

    The variances along the directions are those of 32×32 colour images in [0, 1], the first twelve of them.
    """
    generator = torch.Generator().manual_seed(20260928)
    variances = torch.tensor([164, 32, 8, 5, 2.2, 1.9, 1.6, 1.4, 1.2, 1, 1, 0.9], dtype=torch.float64)
    centres = torch.randn(10, 12, generator=generator, dtype=torch.float64)
    y = torch.arange(1000) % 10
    X = variances.sqrt() * (0.75 * centres[y] + 0.65 * torch.randn(1000, 12, generator=generator, dtype=torch.float64))
    X = torch.cat([X - X.mean(0), torch.ones(1000, 1, dtype=torch.float64)], dim=1)
    return X[:600], y[:600], X[600:], y[600:]


@functools.cache
def _accuracy(loss: str, rate: float, strength: float) -> float:
    """Train on that data, here and with code of our own, and return the accuracy on the rest of it."""
    X, y, X_val, y_val = _images()
    one_hot = torch.eye(10, dtype=torch.float64)
    W = torch.zeros(X.shape[1], 10, dtype=torch.float64)
    generator = torch.Generator().manual_seed(0)
    for _ in range(300):
        chosen = torch.randint(len(X), (100,), generator=generator)
        rows, true = X[chosen], one_hot[y[chosen]]
        scores = rows @ W
        if loss == "softmax":
            counts = scores.softmax(1) - true
        else:
            push = ((scores - (scores * true).sum(1, keepdim=True) + 1 > 0).double()) * (1 - true)
            counts = push - push.sum(1, keepdim=True) * true
        W = W - rate * (rows.T @ counts / len(rows) + 2 * strength * W)
    return float(((X_val @ W).argmax(1) == y_val).double().mean()) if bool(torch.isfinite(W).all()) else 0.0


def _holds_a_good_pair(loss: str) -> Any:
    def rule(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
        rates, strengths = _lists(got) or ([], [])
        pairs = [(rate, strength) for rate in rates[:25] for strength in strengths[:25]][:25]
        reached = max((_accuracy(loss, *pair) for pair in pairs), default=0.0)
        within_reach = max(_accuracy(loss, rate, 1e-3) for rate in (1e-3, 3e-3, 1e-2))
        if reached > 0.75 * within_reach:
            return None
        return f"the best of your pairs reaches {reached / within_reach:.0%} of the accuracy that a good pair reaches on data like images"

    return satisfies(rule, structure=False)


PARAMS_HINT = "Quantities that act by their order of magnitude are spaced by factors. How far do your lists reach, from the smallest to the largest?"


@check(
    asks=("svm_get_search_params", "softmax_get_search_params"), points=1, judge=satisfies(_well_formed, structure=False),
    hint="How many pairs do your two lists make?",
)  # fmt: skip
def lists_make_5_to_25_pairs(rng: Draws) -> dict[str, Any]:
    """Two lists of positive numbers make 5 to 25 different pairs."""
    return {}


@check(asks="svm_get_search_params", points=1, judge=_holds_a_good_pair("svm"), hint=PARAMS_HINT)
def some_pair_trains_well(rng: Draws) -> dict[str, Any]:
    """At least one of the pairs trains a good classifier on data like images, in 300 steps."""
    return {}


@check(asks="softmax_get_search_params", points=1, judge=_holds_a_good_pair("softmax"), hint=PARAMS_HINT)
def some_pair_trains_softmax_well(rng: Draws) -> dict[str, Any]:
    """At least one of the pairs trains a good classifier on data like images, in 300 steps."""
    return {}


def _trained_as_told(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    calls, wanted = got["calls"], expected["calls"][0]
    if len(calls) != 1:
        return f"train was called {len(calls)} times, not once"
    call = calls[0]
    for name in ("X", "y"):
        if (
            not isinstance(call[name], Tensor)
            or call[name].shape != wanted[name].shape
            or not torch.equal(call[name].double(), wanted[name].double())
        ):
            return f"{name}: the classifier was trained on something else than data_dict['{name}_train']"
    names = {"learning_rate": "lr", "reg": "reg", "num_iters": "num_iters"}
    off = [own for theirs, own in names.items() if call[theirs] != wanted[theirs]]
    return f"{' and '.join(off)}: the classifier was trained with another value" if off else None


def _accuracies_are(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """Accept fractions and percents."""
    for name, said in (("train_acc", "training"), ("val_acc", "validation")):
        right = expected[name]
        if not min(abs(got[name] - right), abs(got[name] - 100 * right)) < 1e-3:
            return f"the {said} accuracy is off"
    return None


def _same_object(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    return None if got["same"] is True else "the first thing that comes back isn't the classifier that was passed in"


def _one_pair(rng: Draws) -> dict[str, Any]:
    sizes = {"train": (20, 14), "val": (16, 7)}
    data: dict[str, Tensor] = {}
    for part, (count, right) in sizes.items():
        labels = rng.labels(count, 4)
        predicted = torch.where(
            torch.arange(count) < right, labels, (labels + 1) % 4
        )  # what the probe's classifier will say
        data[f"X_{part}"] = torch.cat([predicted[:, None].double(), rng.normal(count, 2)], dim=1)
        data[f"y_{part}"] = labels
    return {"data_dict": data, "lr": 0.125, "reg": 0.0625, "num_iters": rng.integer(3, 40)}


def _pair(rule: Any, hint: str) -> Decorator:
    return check(
        asks="test_one_param_set",
        points=1,
        judge=satisfies(rule, structure=False),
        probe="one_param_set",
        hint=hint,
        dtypes=("float32",),
    )


@_pair(
    _trained_as_told, "Which arguments of train are left at their defaults in your call? On which data does it train?"
)
def classifier_is_trained_as_told(rng: Draws) -> dict[str, Any]:
    """The classifier is trained once, on the training data, with lr, reg and num_iters."""
    return _one_pair(rng)


@_pair(
    _accuracies_are,
    "Predictions for which images are compared with which labels, and by how many is the count divided?",
)
def accuracies_are_those_of_their_own_data(rng: Draws) -> dict[str, Any]:
    """train_acc is the share of training images that are right, val_acc that of validation images."""
    return _one_pair(rng)


@_pair(_same_object, "What are the three things to return, and in which order?")
def classifier_comes_back(rng: Draws) -> dict[str, Any]:
    """The classifier itself comes back first."""
    return _one_pair(rng)
