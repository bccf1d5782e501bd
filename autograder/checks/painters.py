"""Ready-made painters for pictures.py: the student's answer in red beside the expected one in blue.

Each word below makes a painter, paint(figure, yours, expected, inputs). `part` picks what is drawn out of an answer of several parts.
Only numbers are drawn, on a figure that report/pictures.py made and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

YOURS, EXPECTED = "#D55E00", "#0072B2"  # told apart by readers with any colour vision
GROUPS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")
FEW = 60  # entries: with fewer, a matrix shows its numbers

Inputs = Mapping[str, Any]
Paint = Callable[[Any, Any, Any, Inputs], None]
Part = Callable[[Any], Any]


def _whole(answer: Any) -> Any:
    return answer


def matrices(rows: str, columns: str, *, part: Part = _whole) -> Paint:
    """Make a painter of two matrices in the same colours, and of their difference."""

    def paint(figure: Any, yours: Any, expected: Any, inputs: Inputs) -> None:  # noqa: ARG001
        ours, theirs = _array(part(expected)), _array(part(yours))
        panels = figure.subplots(1, 3)
        low, high = float(ours.min()), float(ours.max())
        off = theirs - ours
        far = float(np.nanmax(np.abs(off))) if np.isfinite(off).any() else 1.0
        for ax, title, values, colours, bounds in (
            (panels[0], "yours", theirs, "cividis", (low, high)),
            (panels[1], "expected", ours, "cividis", (low, high)),
            (panels[2], "yours less expected", off, "PuOr", (-far or -1.0, far or 1.0)),
        ):
            drawn = ax.imshow(values, cmap=colours, vmin=bounds[0], vmax=bounds[1], aspect="auto")
            ax.set_facecolor("0.8")  # shows where a number is NaN
            ax.set_title(title)
            ax.set(xlabel=columns, xticks=[], yticks=[])
            if values.size <= FEW:
                _write(ax, values, bounds, dark_middle=colours == "cividis")
            else:
                figure.colorbar(drawn, ax=ax, shrink=0.9)
        panels[0].set_ylabel(rows)

    return paint


def curves(
    xlabel: str, ylabel: str, *, x: Callable[[Inputs], Sequence[float]] | None = None, part: Part = _whole
) -> Paint:
    """Make a painter of two curves over x(inputs), or over 0, 1, 2, …"""

    def paint(figure: Any, yours: Any, expected: Any, inputs: Inputs) -> None:
        ours, theirs = _array(part(expected)), _array(part(yours))
        along = np.arange(len(ours)) if x is None else np.asarray(x(inputs), dtype=float)
        ax = figure.subplots()
        _both(ax, along, ours, theirs)
        low, high = float(ours.min()), float(ours.max())
        room = (high - low) or 1.0
        reach = theirs[np.isfinite(theirs)]
        ax.set_ylim(
            max(float(min([low, *reach])), low - 2 * room) - 0.08 * room,
            min(float(max([high, *reach])), high + 2 * room) + 0.08 * room,
        )  # fmt: skip
        ax.set(xlabel=xlabel, ylabel=ylabel)

    return paint


def paths(loss: Callable[[torch.Tensor], torch.Tensor], box: tuple[float, float, float, float]) -> Paint:
    """Make a painter of two paths, (steps + 1, 2), on the contours of loss((…, 2)), and of the loss at every step.

    The box is left, right, bottom, top; what leaves it isn't followed.
    """

    def paint(figure: Any, yours: Any, expected: Any, inputs: Inputs) -> None:  # noqa: ARG001
        left, right, bottom, top = box
        land, curve = figure.subplots(1, 2, width_ratios=[1.35, 1])
        x, y = np.meshgrid(np.linspace(left, right, 120), np.linspace(bottom, top, 120))
        height = loss(torch.from_numpy(np.stack([x, y], axis=-1))).numpy()
        levels = height.min() + (height.max() - height.min()) * np.linspace(0, 1, 15) ** 2
        land.contourf(x, y, height, levels=levels, cmap="Greys", alpha=0.35)
        land.contour(x, y, height, levels=levels[1:], colors="0.65", linewidths=0.6)
        for path, colour, name, width in ((expected, EXPECTED, "expected", 3.2), (yours, YOURS, "yours", 1.5)):
            places = _array(path)
            land.plot(places[:, 0], places[:, 1], color=colour, linewidth=width, marker=".", markersize=5, label=name)
            land.plot(*places[-1], color=colour, marker="X", markersize=9, markeredgecolor="white", linestyle="")
            heights = loss(torch.from_numpy(places)).numpy()
            curve.plot(heights, color=colour, linewidth=width, label=f"{name}{_lost(heights)}")
        land.plot(*_array(expected)[0], marker="o", markersize=8, color="white", markeredgecolor="black")
        land.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[], xlabel="$w_1$", ylabel="$w_2$")
        heights = loss(torch.as_tensor(expected)).numpy()
        curve.set(xlabel="step", ylabel="loss", yscale="log")
        curve.set_ylim(0.3 * max(float(heights.min()), 1e-9 * float(heights.max())), 30 * float(heights.max()))
        curve.grid(alpha=0.3)
        curve.legend(frameon=False, fontsize=9)

    return paint


def regions(x: str, y: str, grid: str, *, side: int) -> Paint:
    """Make a painter of predicted labels of a square grid of points, inputs[grid], with the training points inputs[x], inputs[y]."""

    def paint(figure: Any, yours: Any, expected: Any, inputs: Inputs) -> None:
        from matplotlib.colors import ListedColormap  # slow to import: only where there is something to draw

        points, labels = _array(inputs[x]), _array(inputs[y])
        places = _array(inputs[grid]).reshape(side, side, 2)
        many = int(labels.max()) + 1
        for ax, title, answer in zip(figure.subplots(1, 2), ("yours", "expected"), (yours, expected), strict=True):
            filled = np.where(np.isfinite(_array(answer)), _array(answer), -1).reshape(side, side)
            ax.pcolormesh(
                places[..., 0], places[..., 1], filled, cmap=ListedColormap(["0.5", *GROUPS[:many]]), vmin=-1.5, vmax=many - 0.5, alpha=0.25
            )  # fmt: skip
            for label in range(many):
                chosen = points[labels == label]
                ax.scatter(
                    *chosen.T, s=26, marker="os^D"[label % 4], color=GROUPS[label], edgecolor="white", linewidth=0.6
                )
            ax.set(title=title, xticks=[], yticks=[])
            ax.set(xlim=(places[..., 0].min(), places[..., 0].max()), ylim=(places[..., 1].min(), places[..., 1].max()))

    return paint


def _both(ax: Any, along: np.ndarray[Any, Any], ours: np.ndarray[Any, Any], theirs: np.ndarray[Any, Any]) -> None:
    dots = {"marker": "o", "markersize": 4} if len(along) < 16 else {}
    ax.plot(along, ours, color=EXPECTED, linewidth=4, alpha=0.55, label="expected")
    ax.plot(along, theirs, color=YOURS, linewidth=1.6, label=f"yours{_lost(theirs)}", **dots)
    ax.grid(alpha=0.3)
    ax.legend(frameon=False)


def _write(ax: Any, values: np.ndarray[Any, Any], bounds: tuple[float, float], *, dark_middle: bool) -> None:
    """Write a matrix's numbers into its cells, light on dark."""
    low, high = bounds
    digits = 0 if max(abs(low), abs(high)) >= 100 else 1 if max(abs(low), abs(high)) >= 10 else 2
    for (i, j), value in np.ndenumerate(values):
        share = (value - low) / ((high - low) or 1.0)
        light = share < 0.55 if dark_middle else abs(share - 0.5) > 0.35
        ax.text(j, i, f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−") if np.isfinite(value) else "NaN", ha="center", va="center", fontsize=8,
                color="white" if light else "black")  # fmt: skip


def _lost(numbers: np.ndarray[Any, Any]) -> str:
    """Say from where on there are no numbers."""
    places = np.flatnonzero(~np.isfinite(numbers))
    return f" (NaN from step {places[0]} on)" if len(places) else ""


def _array(value: Any) -> np.ndarray[Any, Any]:
    array: np.ndarray[Any, Any] = torch.as_tensor(value, dtype=torch.float64).numpy()
    return array
