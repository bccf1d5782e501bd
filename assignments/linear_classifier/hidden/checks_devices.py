"""Hidden checks of the device: asked on one that isn't the CPU, real or pretended, so no GPU is needed to grade them."""

from __future__ import annotations

from typing import Any

from autograder.checks import check, same_device
from autograder.checks.random_inputs import RandomInputs

HINT = "Which device is a new tensor on when you don't say? Which calls, such as .cpu(), .numpy() or .cuda(), tie your code to one?"

LOSSES = ("svm_loss_naive", "svm_loss_vectorized", "softmax_loss_naive", "softmax_loss_vectorized")


@check(asks="predict_linear_classifier", points=0.5, judge=same_device(), dtypes=("float32",), hint=HINT)
def labels_are_on_the_device_of_the_images(rng: RandomInputs) -> dict[str, Any]:
    """Predicted labels are on the device of W and X."""
    return {"W": rng.normal(3, 4), "X": rng.normal(5, 3)}


@check(asks="regularization", points=0.5, judge=same_device(), dtypes=("float32",), hint=HINT)
def penalty_is_on_the_device_of_the_weights(rng: RandomInputs) -> list[dict[str, Any]]:
    """Both penalties, and their gradients, are on the device of W."""
    return [{"W": rng.normal(3, 2), "kind": kind} for kind in ("l1", "l2")]


@check(asks="random_search", points=0.5, judge=same_device(), dtypes=("float32",), probe="searches", hint=HINT)
def tries_are_on_the_device_of_the_data(rng: RandomInputs) -> dict[str, Any]:
    """The weights that are tried, and best_W, are on the device of X."""
    return {"X": rng.normal(5, 3), "y": rng.labels(5, 2), "num_tries": 3, "seed": rng.integer(1, 10**6)}


@check(
    asks="numeric_gradient",
    points=0.5,
    judge=same_device(),
    dtypes=("float32",),
    probe="gradient_of_a_cubic",
    hint=HINT,
)
def gradient_is_on_the_device_of_w(rng: RandomInputs) -> dict[str, Any]:
    """The gradient is on the device of W."""
    return {"W": rng.normal(3, 2), "A": rng.uniform(0.5, 1.5, 3, 2), "h": 0.1}


@check(asks=LOSSES, points=0.5, judge=same_device(), dtypes=("float32",), hint=HINT)
def loss_and_gradient_are_on_the_device_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """The loss and dW are on the device of W and X."""
    return {"W": rng.normal(3, 4, std=0.3), "X": rng.normal(5, 3), "y": rng.labels(5, 4), "reg": 0.1}


@check(asks="sample_batch", points=0.5, judge=same_device(), dtypes=("float32",), hint=HINT)
def batch_is_on_the_device_of_the_data(rng: RandomInputs) -> dict[str, Any]:
    """The batch is on the device of X and y."""
    return {"X": rng.normal(6, 2), "y": rng.labels(6, 3), "num_train": 6, "batch_size": 4}
