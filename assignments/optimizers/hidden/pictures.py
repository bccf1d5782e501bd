"""Pictures for feedback pages: paths through the narrow valley that the notebook walks through."""

from __future__ import annotations

import torch

from autograder.checks import Call, picture
from autograder.checks.painters import paths

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
    "sgd": {"learning_rate": 0.07},
    "sgd_momentum": SLOW,
    "sgd_momentum_velocity": SLOW,
    "nesterov": SLOW,
    "adagrad": {**ADAPTIVE, "learning_rate": 0.6},
    "rmsprop": ADAPTIVE,
    "adam_almost": ADAPTIVE,
    "adam": ADAPTIVE,
    "adam_l2": ADAPTIVE,
    "adamw": {**ADAPTIVE, "schedule": 0.7},
}


def _valley(w: torch.Tensor) -> torch.Tensor:
    """Return the notebook's loss of (…, 2): 0.5·w₁² + 12.5·w₂²."""
    return (CURVATURE * w**2).sum(-1) / 2


IN_THE_VALLEY = paths(_valley, BOX)


@picture(*CONFIGS, driver="walk", tells="function", paint=IN_THE_VALLEY)
def path_in_the_valley(function: str) -> Call:
    """Forty steps of your function through the narrow valley, from the white dot, and of ours; beside them the loss at every step."""
    return {"w": START, "curvature": CURVATURE, "num_steps": 40, "config": CONFIGS[function]}


@picture("gradient_descent", driver="descend", paint=IN_THE_VALLEY)
def descent_in_the_valley() -> Call:
    """The path that your function returns for 40 steps through the narrow valley, from the white dot, and ours."""
    return {"w": START, "curvature": CURVATURE, "cubic": 0.0, "learning_rate": 0.07, "num_steps": 40}
