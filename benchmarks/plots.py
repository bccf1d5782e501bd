"""Draw what was measured: a picture for the comparison, one for time, one for memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.compare import OURS, Comparison
from benchmarks.growth import Growth

BLUE, RED, GREY = "#1f6f8b", "#c0392b", "#8a8f98"


def draw_comparison(found: Comparison, path: Path) -> None:
    """Bars: processor time of one more submission, by tool."""
    tools = found.tools()
    values = [found.marginal(tool, "cpu") for tool in tools]
    figure, axes = _figure(8, 0.6 * len(tools) + 1.2)
    axes.barh(tools[::-1], values[::-1], color=[BLUE if tool == OURS else GREY for tool in tools[::-1]])
    for at, value in enumerate(values[::-1]):
        axes.text(value * 1.05, at, f"{value:.2f} s", va="center")
    axes.set_xscale("log")
    axes.set_xlim(right=max(values) * 3)
    axes.set_xlabel("processor time of one more submission, in seconds (logarithmic)")
    _save(figure, path)


def draw_time(found: Growth, path: Path) -> None:
    """Left: records by time with the line; right: seconds for each submission along the way."""
    looks, fit = found.grading, found.fit("time")
    figure, axes = _figure(11, 4, columns=2)
    done = [look.done for look in looks]
    axes[0].plot(done, [look.time for look in looks], ".", color=BLUE, markersize=3, label="looked at")
    axes[0].plot(done, [fit.at(x) for x in done], "-", color=RED, linewidth=1, label=f"line, R² = {fit.r_squared:.5f}")
    axes[0].set_xlabel("submissions graded")
    axes[0].set_ylabel("seconds since the start")
    axes[0].legend(frameon=False)
    pace = found.pace(max(1, found.count // 40))
    axes[1].plot([x for x, _ in pace], [1000 * y for _, y in pace], ".-", color=BLUE)
    axes[1].axhline(1000 * fit.slope, color=RED, linewidth=1)
    axes[1].set_ylim(bottom=0)
    axes[1].set_xlabel("submission")
    axes[1].set_ylabel(f"wall-clock ms a submission, {found.workers} workers")
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
