"""Ready-made painters: what they draw is what the two answers hold, and NaN is said, not hidden."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from autograder.checks.painters import EXPECTED, YOURS, curves, matrices, paths, regions


@pytest.fixture
def figure() -> Figure:
    return Figure(figsize=(7.2, 2.9), layout="constrained")


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def line_of(ax, colour: str):
    return next(line for line in ax.lines if line.get_color() == colour)


def test_a_small_matrix_shows_its_numbers_and_their_difference(figure: Figure) -> None:
    matrices("row", "column")(figure, torch.tensor([[1.0, 2.5]]), torch.tensor([[1.0, 2.0]]), {})

    figure.canvas.draw()
    yours, expected, off = figure.axes
    assert (written(yours), written(expected), written(off)) == (["1.00", "2.50"], ["1.00", "2.00"], ["0.00", "0.50"])
    assert (yours.get_ylabel(), yours.get_xlabel()) == ("row", "column")


def test_both_matrices_have_the_colours_of_the_expected_one(figure: Figure) -> None:
    matrices("row", "column")(figure, 50 * torch.ones(9, 9), torch.arange(81.0).reshape(9, 9), {})

    assert [figure.axes[n].images[0].get_clim() for n in (0, 1)] == [(0.0, 80.0), (0.0, 80.0)]


@pytest.mark.parametrize("lost", [[math.nan, 2.0], [math.nan, math.nan]])
def test_a_matrix_without_numbers_is_drawn_all_the_same(figure: Figure, lost: list[float]) -> None:
    matrices("row", "column")(figure, torch.tensor([lost]), torch.tensor([[1.0, 1.0]]), {})

    figure.canvas.draw()
    assert written(figure.axes[0])[0] == "NaN"


def test_curves_lie_over_the_inputs_that_are_named(figure: Figure) -> None:
    paint = curves("k", "percent", x=lambda inputs: inputs["ks"], part=lambda answer: answer["mean"])

    paint(figure, {"mean": [1.0, 2.0]}, {"mean": [3.0, 4.0]}, {"ks": [1, 10]})

    (ax,) = figure.axes
    assert line_of(ax, YOURS).get_xydata().tolist() == [[1, 1], [10, 2]]
    assert line_of(ax, EXPECTED).get_xydata().tolist() == [[1, 3], [10, 4]]


def test_a_curve_far_away_doesnt_flatten_the_expected_one(figure: Figure) -> None:
    curves("step", "loss")(figure, torch.tensor([1.0, 1e6]), torch.tensor([1.0, 0.0]), {})

    assert figure.axes[0].get_ylim()[1] < 10


def test_a_path_that_is_lost_says_from_which_step_on(figure: Figure) -> None:
    way = torch.tensor([[1.0, 1.0], [0.5, 0.5], [0.2, 0.2]], dtype=torch.float64)
    lost = way.clone()
    lost[1:] = math.nan

    paths(lambda w: (w**2).sum(-1), (-2, 2, -2, 2))(figure, lost, way, {})

    figure.canvas.draw()
    assert line_of(figure.axes[1], YOURS).get_label() == "yours (NaN from step 1 on)"
    assert figure.axes[0].get_xlim() == (-2, 2)


def test_regions_show_both_predictions_of_the_grid(figure: Figure) -> None:
    along = torch.linspace(-1, 1, 4)
    inputs = {
        "x": torch.tensor([[-0.5, 0.0], [0.5, 0.0]]),
        "y": torch.tensor([0, 1]),
        "grid": torch.cartesian_prod(along, along),
    }
    ours, theirs = (inputs["grid"][:, 0] > 0).long(), torch.full((16,), math.nan)

    regions("x", "y", "grid", side=4)(figure, theirs, ours, inputs)

    figure.canvas.draw()
    shown = [np.asarray(ax.collections[0].get_array()).ravel() for ax in figure.axes]
    assert shown[1].tolist() == ours.tolist()
    assert set(shown[0].tolist()) == {-1}
