"""Draw what was measured: a picture for the comparison, one for time, one for memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.compare import OURS, Comparison
from benchmarks.growth import Growth

BLUE, RED, GREY = "#1f6f8b", "#c0392b", "#8a8f98"


def draw_comparison(found: Comparison, path: Path) -> None:
    """A dot for each tool: processor time of one more submission."""
    tools = found.tools()
    values = [found.marginal(tool, "cpu") for tool in tools]
    figure, axes = _figure(8, 0.5 * len(tools) + 1)
    places = range(len(tools), 0, -1)
    axes.hlines(places, min(values) / 2, values, color=GREY, linewidth=0.8)
    axes.scatter(values, places, color=[BLUE if tool == OURS else GREY for tool in tools], s=60, zorder=2)
    for at, value in zip(places, values, strict=True):
        axes.annotate(f"{value:.2f} s", (value, at), xytext=(8, 0), textcoords="offset points", va="center")
    axes.set_yticks(places, tools)
    axes.set_xscale("log")
    axes.set_xlim(min(values) / 2, max(values) * 3)
    axes.set_ylim(0.4, len(tools) + 0.6)
    axes.set_xlabel("processor time of one more submission, in seconds (logarithmic)")
    _save(figure, path)


def draw_time(found: Growth, path: Path) -> None:
    """When each record was written with the line, how far each is from the line, and seconds for each submission along the way."""
    times, fit = found.written, found.wall_fit()
    numbers = range(1, len(times) + 1)
    figure, (left, middle, right) = _figure(14, 4, columns=3)
    left.plot(numbers, times, ".", color=BLUE, markersize=3, label="record on disk")
    left.plot(
        numbers, [fit.at(n) for n in numbers], "-", color=RED, linewidth=1, label=f"line, R² = {fit.r_squared:.5f}"
    )
    left.set_ylabel("seconds since the start")
    left.legend(frameon=False)
    middle.plot(
        numbers, [time - fit.at(n) for n, time in zip(numbers, times, strict=True)], ".", color=BLUE, markersize=3
    )
    middle.axhline(0, color=RED, linewidth=1)
    middle.set_ylabel("seconds off the line")
    pace = found.pace(max(2, found.count // 40))
    right.plot([x for x, _ in pace], [1000 * y for _, y in pace], ".-", color=BLUE)
    right.axhline(1000 * fit.slope, color=RED, linewidth=1)
    right.set_ylim(bottom=0)
    right.set_ylabel(f"wall-clock ms a submission, {found.workers} workers")
    for axes in (left, middle, right):
        axes.set_xlabel("submissions graded")
    _save(figure, path)


def draw_memory(found: Growth, path: Path) -> None:
    """A line for each kind of process: memory of the largest, by submissions graded."""
    figure, axes = _figure(8, 4)
    for role in found.roles():
        seen = [(look.done, look.resident[role] / 2**20) for look in found.grading if role in look.resident]
        axes.plot([x for x, _ in seen], [y for _, y in seen], "-", linewidth=1, label=role)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("submissions graded")
    axes.set_ylabel("resident memory, MiB")
    axes.legend(frameon=False, loc="lower right")
    _save(figure, path)


def _figure(width: float, height: float, columns: int = 1) -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, columns, figsize=(width, height), layout="constrained")
    for one in axes if columns > 1 else [axes]:
        one.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    import matplotlib.pyplot as plt

    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120, metadata={"Software": None})
    plt.close(figure)
