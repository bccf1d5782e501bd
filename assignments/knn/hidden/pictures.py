"""Pictures for feedback pages, all of public examples of this file's own."""

from __future__ import annotations

import math

import torch

from autograder.checks import Call, picture
from autograder.checks.painters import curves, matrices, regions

DISTANCES = ("compute_distances_two_loops", "compute_distances_one_loop", "compute_distances_no_loops")
SIDE = 16


@picture(*DISTANCES, paint=matrices("training point", "test point"))
def distances_from_a_circle_to_a_line() -> Call:
    """Squared distances from 12 training points on a circle to 9 test points on a line through its middle, by your function and by ours."""
    angles = torch.arange(12, dtype=torch.float64) * math.pi / 6
    line = torch.linspace(-2, 2, 9, dtype=torch.float64)
    return {"x_train": torch.stack([angles.cos(), angles.sin()], dim=1), "x_test": torch.stack([line, line / 2], dim=1)}


def _groups(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Make three groups of points that run into one another, always the same ones."""
    generator = torch.Generator().manual_seed(1)
    labels = torch.arange(count) % 3
    corners = torch.tensor([[-1.0, -0.6], [1.0, -0.6], [0.0, 1.0]], dtype=torch.float64)
    return corners[labels] + 0.7 * torch.randn(count, 2, generator=generator, dtype=torch.float64), labels


@picture(
    "KnnClassifier",
    driver="classifier_predicts",
    paint=regions("x_train", "y_train", "x_test", side=SIDE),
)
def regions_of_three_groups() -> Call:
    """Which group each place of the plane is given to by your classifier, with your distances and labels, and by ours, with k = 5."""
    points, labels = _groups(45)
    along = torch.linspace(-2.6, 2.6, SIDE, dtype=torch.float64)
    return {"x_train": points, "y_train": labels, "x_test": torch.cartesian_prod(along, along), "k": 5}


@picture(
    "knn_cross_validate",
    paint=curves(
        "k",
        "mean accuracy (%)",
        x=lambda inputs: inputs["k_choices"],
        part=lambda answer: [sum(folds) / max(len(folds), 1) for folds in answer.values()],
    ),
)
def accuracy_by_k() -> Call:
    """The mean accuracy of four folds for each k, on three groups of points, by your functions and by ours."""
    points, labels = _groups(48)
    mixed = torch.randperm(48, generator=torch.Generator().manual_seed(2))
    return {"x_train": points[mixed], "y_train": labels[mixed], "num_folds": 4, "k_choices": [1, 4, 10, 20, 30]}
