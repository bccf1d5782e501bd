"""Hidden checks of the device: asked on one that isn't the CPU, real or pretended, so no GPU is needed to grade them."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from autograder.checks import check, same_device
from autograder.checks.random_inputs import RandomInputs

HINT = "Which device is a new tensor on when you don't say? Which calls, such as .cpu(), .numpy() or .cuda(), tie your code to one?"


def _network(rng: RandomInputs) -> dict[str, Tensor]:
    return {"W1": rng.normal(3, 4), "b1": rng.normal(4), "W2": rng.normal(4, 2), "b2": rng.normal(2)}


@check(asks="nn_forward_pass", points=1, judge=same_device(), dtypes=("float32",), hint=HINT)
def results_are_on_the_device_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """Scores and hidden layer are on the device of X and the parameters."""
    return {"params": _network(rng), "X": rng.normal(5, 3)}


@check(
    asks="nn_forward_backward",
    points=1,
    judge=same_device(),
    dtypes=("float32",),
    given=("nn_forward_pass",),
    hint=HINT,
)
def loss_and_gradients_are_on_the_device_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """The loss and all gradients are on the device of X and the parameters."""
    return {"params": _network(rng), "X": rng.normal(5, 3), "y": rng.labels(5, 2), "reg": 0.1}


@check(asks="sample_batch", points=0.5, judge=same_device(), dtypes=("float32",), hint=HINT)
def batch_is_on_the_device_of_the_data(rng: RandomInputs) -> dict[str, Any]:
    """The batch is on the device of X and y."""
    return {"X": rng.normal(6, 2), "y": rng.labels(6, 3), "num_train": 6, "batch_size": 4}


@check(asks="nn_predict", points=0.5, judge=same_device(), dtypes=("float32",), probe="predicts", hint=HINT)
def labels_are_on_the_device_of_the_images(rng: RandomInputs) -> dict[str, Any]:
    """Predicted labels are on the device of X."""
    return {"W": rng.normal(3, 4), "X": rng.normal(5, 3)}
