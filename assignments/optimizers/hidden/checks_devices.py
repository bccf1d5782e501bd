"""Hidden checks of the device: asked on one that isn't the CPU, real or pretended, so no GPU is needed to grade them."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import check, same_device
from autograder.checks.random_inputs import RandomInputs
from autograder.model import Check

HINT = "Which device is a new tensor on when you don't say? Which calls, such as .cpu(), .numpy() or .cuda(), tie your code to one?"
GIVEN = {"adam_l2": ("adam",), "adamw": ("adam",)}  # what these may be built on
CONFIG = {
    "learning_rate": 0.1, "momentum": 0.9, "decay_rate": 0.9, "beta1": 0.9, "beta2": 0.99, "epsilon": 0.1, "weight_decay": 0.1,
    "schedule": 1.0,
}  # fmt: skip
OPTIMIZERS = (
    "sgd", "sgd_momentum", "sgd_momentum_velocity", "nesterov", "adagrad", "rmsprop", "adam_almost", "adam", "adam_l2", "adamw",
)  # fmt: skip


def _optimizers() -> tuple[Check, ...]:
    made: tuple[Check, ...] = ()
    for question in OPTIMIZERS:

        def next_w_is_on_the_device_of_w(rng: RandomInputs, question: str = question) -> dict[str, Any]:
            """In the first step and in the second, next_w is on the device of w and dw."""
            path = {"w": rng.normal(3), "gradients": rng.normal(2, 3), "curvature": 0.0, "cubic": 0.0, "num_steps": 2}
            return {"function": question, **path, "config": CONFIG}

        made += check(
            asks=question, points=0.5, judge=same_device(), dtypes=("float32",), probe="follow", given=GIVEN.get(question, ()), hint=HINT,
        )(next_w_is_on_the_device_of_w)  # fmt: skip
    return made


NEXT_W_STAYS = _optimizers()


@check(asks="newton_step", points=0.5, judge=same_device(), dtypes=("float32",), hint=HINT)
def step_is_on_the_device_of_w(rng: RandomInputs) -> dict[str, Any]:
    """The result is on the device of w, its gradient and its Hessian."""
    return {"w": rng.normal(2), "grad": rng.normal(2), "hessian": 3 * torch.eye(2, dtype=torch.float64)}


@check(asks="gradient_descent", points=0.5, judge=same_device(), dtypes=("float32",), probe="descend", hint=HINT)
def path_is_on_the_device_of_the_start(rng: RandomInputs) -> dict[str, Any]:
    """The path is on the device of w."""
    return {
        "w": rng.normal(3),
        "curvature": rng.uniform(0.5, 1, 3),
        "cubic": 0.1,
        "learning_rate": 0.1,
        "num_steps": 2,
    }


@check(asks="train_on_batches", points=0.5, judge=same_device(), dtypes=("float32",), probe="watch_training", hint=HINT)
def batches_are_on_the_device_of_the_data(rng: RandomInputs) -> dict[str, Any]:
    """Batches, and the w that comes back, are on the device of X, y and w."""
    X, y = rng.normal(8, 2), rng.normal(8)
    return {"w": rng.normal(4), "X": X, "y": y, "num_steps": 2, "batch_size": 3, "seed": rng.integer(0, 10**6)}
