"""Pictures for feedback pages: paths through the narrow valley that the notebook walks through."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import picture
from autograder.checks.painters import paths
from autograder.model import Sketch

BOX = (-4.6, 2.2, -1.7, 1.7)
START, CURVATURE = torch.tensor([-4.0, 1.2], dtype=torch.float64), torch.tensor([1.0, 25.0], dtype=torch.float64)
SLOW = {"learning_rate": 0.02, "momentum": 0.8}
ADAPTIVE = {
    "learning_rate": 0.25,
    "decay_rate": 0.9,
    "beta1": 0.9,
    "beta2": 0.95,
    "epsilon": 1e-7,
    "weight_decay": 0.02,
}
CONFIGS: dict[str, dict[str, float]] = {
    "sgd": {"learning_rate": 0.07}, "sgd_momentum": SLOW, "sgd_momentum_velocity": SLOW, "nesterov": SLOW,
    "adagrad": {**ADAPTIVE, "learning_rate": 0.6}, "rmsprop": ADAPTIVE, "adam_almost": ADAPTIVE, "adam": ADAPTIVE, "adam_l2": ADAPTIVE,
    "adamw": {**ADAPTIVE, "schedule": 0.7},
}  # fmt: skip


def _valley(w: torch.Tensor) -> torch.Tensor:
    """Return the notebook's loss of (…, 2): 0.5·w₁² + 12.5·w₂²."""
    return (CURVATURE * w**2).sum(-1) / 2


IN_THE_VALLEY = paths(_valley, BOX)


def _path(question: str, config: dict[str, float]) -> Sketch:
    def path_in_the_valley() -> dict[str, Any]:
        """Forty steps of your function through the narrow valley, from the white dot, and of ours; beside them the loss at every step."""
        return {"function": question, "w": START, "curvature": CURVATURE, "num_steps": 40, "config": config}

    return picture(asks=question, probe="walk", paint=IN_THE_VALLEY)(path_in_the_valley)


(
    sgd, sgd_momentum, sgd_momentum_velocity, nesterov, adagrad, rmsprop, adam_almost, adam, adam_l2, adamw,
) = (_path(question, config) for question, config in CONFIGS.items())  # fmt: skip


@picture(asks="gradient_descent", probe="descend", paint=IN_THE_VALLEY)
def descent_in_the_valley() -> dict[str, Any]:
    """The path that your function returns for 40 steps through the narrow valley, from the white dot, and ours."""
    return {"w": START, "curvature": CURVATURE, "cubic": 0.0, "learning_rate": 0.07, "num_steps": 40}
