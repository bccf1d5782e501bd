"""Hidden checks of linear classifiers: scores, penalties, losses. Each fails for one reason; what a question builds on is given to it.

A loss function answers (loss, dW). Its loss and its gradient, its data part and its regularization, each have a check of their own.
Beside this file: checks_gradients.py, checks_training.py, checks_search.py, checks_devices.py.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, exactly, growth, satisfies, unchanged
from autograder.checks.random_inputs import RandomInputs
from autograder.model import Check, Judge

SVM = ("svm_loss_naive", "svm_loss_vectorized")
SOFTMAX = ("softmax_loss_naive", "softmax_loss_vectorized")
NOTHING = "got None (is a return missing?)"

Mistakes = Mapping[str, Callable[[Any, Mapping[str, Any]], Any]]
Draw = Callable[[RandomInputs], Any]


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
            def named(rng: RandomInputs, question: str = question) -> Any:
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


def _data(rng: RandomInputs, count: int = 21, features: int = 11, classes: int = 5, reg: float = 0.0) -> dict[str, Any]:
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
def highest_score_wins(rng: RandomInputs) -> list[dict[str, Any]]:
    """Each row of X gets the class whose score is highest."""
    shift = torch.cat([torch.ones(1, 4, dtype=torch.float64) * -3, torch.zeros(5, 4, dtype=torch.float64)])
    X = rng.normal(17, 6)
    X[:, 0] = 1  # with the shift, every score is negative: the highest of them still wins
    return [{"W": rng.normal(8, 5), "X": rng.normal(23, 8)}, {"W": 0.3 * rng.normal(6, 4) + shift, "X": X}]


def _is_int64(got: Any, expected: Any, inputs: Any) -> str | None:
    if not isinstance(got, Tensor):
        return NOTHING if got is None else None  # another check says what else is wrong
    return None if got.dtype == torch.int64 else f"expected dtype int64, got {str(got.dtype).removeprefix('torch.')}"


@check(
    asks="predict_linear_classifier", points=0.5, judge=satisfies(_is_int64, structure=False), dtypes=("float32",),
    hint="Which dtype does torch.zeros(n) have when you don't say?",
)  # fmt: skip
def labels_are_int64(rng: RandomInputs) -> dict[str, Any]:
    """Predicted labels are int64, as y is."""
    return {"W": rng.normal(6, 4), "X": rng.normal(9, 6)}


@growth(
    asks="predict_linear_classifier", points=1, at_most="1",
    hint="One matrix product gives the scores of all images. Which Python loop is still there?",
)  # fmt: skip
def one_product_serves_all_images(num_images: int, num_classes: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few images and for many."""
    return {"W": rng.normal(12, num_classes), "X": rng.normal(num_images, 12)}


# ---------------------------------------------------------------- regularization


def _penalty(kind: str) -> Callable[[RandomInputs], list[dict[str, Any]]]:
    def draw(rng: RandomInputs) -> list[dict[str, Any]]:
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
def l2_is_the_sum_of_squares(rng: RandomInputs) -> list[dict[str, Any]]:
    """With "l2" the penalty is the sum of the squares of all weights."""
    return _penalty("l2")(rng)


@check(
    asks="regularization", points=1, judge=penalty_gradient_agrees, near_misses=L2_GRADIENTS,
    hint="What is the derivative of w² with respect to w?",
)  # fmt: skip
def l2_gradient_is_twice_the_weights(rng: RandomInputs) -> list[dict[str, Any]]:
    """With "l2" the gradient is 2W, in the shape of W."""
    return _penalty("l2")(rng)


@check(
    asks="regularization", points=1, judge=penalty_agrees, near_misses=L1_VALUES,
    hint="By hand: what is the L1 penalty of the two weights 3 and −4?",
)  # fmt: skip
def l1_is_the_sum_of_absolute_values(rng: RandomInputs) -> list[dict[str, Any]]:
    """With "l1" the penalty is the sum of the absolute values of all weights."""
    return _penalty("l1")(rng)


@check(
    asks="regularization", points=1, judge=penalty_gradient_agrees, near_misses=L1_GRADIENTS,
    hint="What is the slope of |w| at w = 3, and at w = −4?",
)  # fmt: skip
def l1_gradient_is_the_sign(rng: RandomInputs) -> list[dict[str, Any]]:
    """With "l1" the gradient is 1 for positive weights and −1 for negative ones."""
    return _penalty("l1")(rng)


@check(
    asks="regularization", points=1, judge=penalty_gradient_agrees,
    hint="What does your code compute where a weight is exactly 0?",
)  # fmt: skip
def l1_gradient_is_0_at_0(rng: RandomInputs) -> dict[str, Any]:
    """With "l1" the gradient is 0 where a weight is 0."""
    W = rng.normal(6, 4)
    W[rng.permutation(6)[:3], 1] = 0
    return {"W": W, "kind": "l1"}


@check(
    asks="regularization", points=0.5, judge=unchanged(),
    hint="Which of your lines write into W? Look for *=, and for methods that end in an underscore.",
)  # fmt: skip
def weights_stay_as_they_were(rng: RandomInputs) -> list[dict[str, Any]]:
    """W is the same after the call as before."""
    return [{"W": rng.normal(5, 4), "kind": kind} for kind in ("l1", "l2")]


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
def loss_is_the_mean_over_the_images(rng: RandomInputs) -> dict[str, Any]:
    """Without regularization, the loss is the mean of the images' losses."""
    return _data(rng)


@_each(
    {"svm_loss_naive": 3, "svm_loss_vectorized": 2}, mistakes=GRADIENT_MISTAKES, judge=gradient_agrees,
    hint="One image, one class with a positive margin: which two columns of dW change, and by how much? And with two such classes?",
)  # fmt: skip
def gradient_counts_positive_margins(rng: RandomInputs) -> dict[str, Any]:
    """Without regularization, each positive margin adds the image to its class's column and takes it off the true class's."""
    return _data(rng)


@_each(
    {"softmax_loss_naive": 2, "softmax_loss_vectorized": 2}, mistakes=GRADIENT_MISTAKES, judge=gradient_agrees,
    hint="Which number multiplies the image in column j of dW, for the true class and for the others?",
)  # fmt: skip
def gradient_is_probability_less_truth(rng: RandomInputs) -> dict[str, Any]:
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
def loss_grows_by_reg_times_the_squares(rng: RandomInputs) -> dict[str, Any]:
    """Regularization adds reg times the sum of squares of W to the loss."""
    return _data(rng, reg=0.2)


@_each(
    {"svm_loss_naive": 2, "svm_loss_vectorized": 1, "softmax_loss_naive": 1, "softmax_loss_vectorized": 1},
    mistakes=ADDED_TO_GRADIENT, judge=added_to_gradient, probe="regularization_adds",
    hint="What is the derivative of reg·w² with respect to w?",
)  # fmt: skip
def gradient_grows_by_twice_reg_times_w(rng: RandomInputs) -> dict[str, Any]:
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
def offset_of_all_scores_changes_nothing(rng: RandomInputs) -> dict[str, Any]:
    """Adding 1000 to all scores of an image, or taking 1000 off, changes neither its loss nor its gradient."""
    inputs = _data(rng)
    del inputs["reg"]
    return {**inputs, "offsets": 1000 * (rng.labels(len(inputs["y"]), 3).double() - 1)}


def _pair_has_the_dtype(got: Any, expected: Any, inputs: Any) -> str | None:
    wanted = str(inputs.dtype).removeprefix("torch.")
    if not isinstance(got, (list, tuple)) or len(got) != 2:
        return NOTHING if got is None else None  # another check says what else is wrong
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
def loss_and_gradient_have_the_dtype_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """float64 inputs give a float64 loss and gradient, float32 inputs float32 ones."""
    return _data(rng, reg=0.1)


@_each(
    {"svm_loss_naive": 1, "svm_loss_vectorized": 1, "softmax_loss_naive": 1, "softmax_loss_vectorized": 1},
    judge=unchanged(),
    hint="Which of your lines write into W, X or y? Look for -=, *= and methods that end in an underscore; a slice or a .T is no copy.",
)  # fmt: skip
def inputs_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """W, X and y are the same after the call as before."""
    return _data(rng, reg=0.1)


@check(
    asks="svm_loss_vectorized", points=1, judge=close(scale=_size_of_loss, dtype=False, parts=("loss", "dW")),
    near_misses={"an axis of length 1 is gone": lambda expected, inputs: (expected[0], expected[1].squeeze())},
    hint="What are the shapes along the way when N is 1? Is there a squeeze in your code?",
)  # fmt: skip
def one_image_is_enough(rng: RandomInputs) -> list[dict[str, Any]]:
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
def loop_goes_over_the_images(num_images: int, rng: RandomInputs) -> dict[str, Any]:
    """The naive version takes the images one at a time."""
    return {"W": rng.normal(6, 4, std=0.3), "X": rng.normal(num_images, 6), "y": rng.labels(num_images, 4), "reg": 0.1}


@growth(
    asks=("svm_loss_vectorized", "softmax_loss_vectorized"), points=2, at_most="1", sizes=SIZES,
    hint="Which Python loop is still there, over images or over classes? Comprehensions, map, and calls of the naive version count too.",
)  # fmt: skip
def work_does_not_grow_with_images_or_classes(num_images: int, num_classes: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few images and classes and for many."""
    return {
        "W": rng.normal(12, num_classes, std=0.3),
        "X": rng.normal(num_images, 12),
        "y": rng.labels(num_images, num_classes),
        "reg": 0.1,
    }
