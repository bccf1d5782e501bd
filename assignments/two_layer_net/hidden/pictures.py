"""Pictures for feedback pages, all of public examples: the notebook's bump, and this file's own."""

from __future__ import annotations

import torch

from autograder.checks import Call, picture
from autograder.checks.painters import curves, matrices

SHAPES = {"W1": (2, 3), "b1": (3,), "W2": (3, 2), "b2": (2,)}


@picture(
    "nn_forward_pass",
    driver="first_score",
    paint=curves("x", "score", x=lambda inputs: inputs["X"][:, 0]),
)
def the_bump_of_three_units() -> Call:
    """The score of section 1's three hidden units, relu(x) − 2·relu(x − 1) + relu(x − 2), by your network and by ours."""
    params = {"W1": [[1.0, 1, 1]], "b1": [0.0, -1, -2], "W2": [[1.0], [-2], [1]], "b2": [0.0]}
    return {
        "params": {name: torch.tensor(values, dtype=torch.float64) for name, values in params.items()},
        "X": torch.linspace(-2, 4, 61, dtype=torch.float64)[:, None],
    }


@picture(
    "nn_forward_backward",
    driver="gradient_of_w1",
    paint=matrices("input", "hidden unit"),
)
def gradient_of_the_first_layer() -> Call:
    """The gradient of W1 for eight images, of four inputs, five hidden units, three classes and reg = 0.1, by your functions and by ours."""
    generator = torch.Generator().manual_seed(1)
    sizes = {"W1": (4, 5), "b1": (5,), "W2": (5, 3), "b2": (3,)}
    return {
        "params": {
            name: 0.5 * torch.randn(*size, generator=generator, dtype=torch.float64) for name, size in sizes.items()
        },
        "X": torch.randn(8, 4, generator=generator, dtype=torch.float64),
        "y": torch.arange(8) % 3,
        "reg": 0.1,
    }


@picture("nn_train", driver="losses_of_a_bowl", paint=curves("step", "loss"))
def loss_on_the_way_down() -> Call:
    """The loss at each of 24 steps down a bowl, by your training and by ours."""
    made = {
        "params": {name: torch.full(shape, 2.0, dtype=torch.float64) for name, shape in SHAPES.items()},
        "target": {name: torch.zeros(shape, dtype=torch.float64) for name, shape in SHAPES.items()},
        "curvature": {
            name: torch.linspace(0.3, 1.2, torch.Size(shape).numel(), dtype=torch.float64).reshape(shape)
            for name, shape in SHAPES.items()
        },
    }
    return {**made, "learning_rate": 0.25, "decay": 0.95, "num_iters": 24}
