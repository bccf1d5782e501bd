"""Pictures for feedback pages, all of public examples of this file's own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from autograder.checks import Call, picture
from autograder.checks.painters import EXPECTED, YOURS, matrices

IN_NUMPY = ("pairwise_distances_python", "pairwise_distances_loops", "pairwise_distances")


@picture("pairwise_distances_torch", paint=matrices("row of X", "row of Y"), library="torch")
@picture(*IN_NUMPY, paint=matrices("row of X", "row of Y"))
def distances_from_a_circle_to_a_line() -> Call:
    """Distances from 12 points on a circle to 9 points on a line through its middle, by your function and by ours."""
    angles = torch.arange(12, dtype=torch.float64) * math.pi / 6
    line = torch.linspace(-2, 2, 9, dtype=torch.float64)
    return {"X": torch.stack([angles.cos(), angles.sin()], dim=1), "Y": torch.stack([line, line / 2], dim=1)}


def _points(figure: Any, yours: Any, expected: Any, inputs: Any) -> None:
    """Draw the points before and after, yours and the expected ones in panels of the same extent."""
    box = torch.cat([inputs["P"], expected, inputs["v"].T])
    low, high = (box.min(0).values - 1.5).tolist(), (box.max(0).values + 1.5).tolist()
    for ax, title, moved, colour in zip(
        figure.subplots(1, 2), ("yours", "expected"), (yours, expected), (YOURS, EXPECTED), strict=True
    ):
        ax.scatter(*np.asarray(inputs["P"]).T, s=18, color="0.6", label="P")
        ax.scatter(*np.asarray(moved).T, s=22, color=colour, marker="s", label="result")
        ax.plot(*np.asarray(inputs["v"])[:, 0], "k*", markersize=11, label="v")
        ax.axhline(0, color="0.8", zorder=0)
        ax.axvline(0, color="0.8", zorder=0)
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), title=title)
        ax.legend(frameon=False, fontsize=8)


@picture("subtract_vector", paint=_points)
def a_ring_less_its_middle() -> Call:
    """A ring of points around v (grey), and where they are after v was subtracted, by your function and by ours."""
    angles = torch.arange(24, dtype=torch.float64) * math.pi / 12
    middle = torch.tensor([[4.0], [2.0]], dtype=torch.float64)
    return {"P": torch.stack([2 * angles.cos(), angles.sin()], dim=1) + middle.T, "v": middle}


@picture("outer_sum", paint=matrices("y", "x", part=lambda answer: answer[0]))
def the_first_layer_of_an_outer_sum() -> Call:
    """Layer 0 of the result for x = (1, 2, 3, 4), y = (10, 20, 30) and z = (100, 200), by your function and by ours."""
    x, y, z = ([1.0, 2, 3, 4], [10.0, 20, 30], [100.0, 200])
    return {name: torch.tensor(values, dtype=torch.float64) for name, values in zip("xyz", (x, y, z), strict=True)}
