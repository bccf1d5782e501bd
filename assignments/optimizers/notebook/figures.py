"""The pictures of this notebook, and the landscapes that are walked on: each function draws one figure and shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import torch


@dataclass(frozen=True)
class Landscape:
    """A loss of two weights, with its gradient, and where to start."""

    name: str
    loss: Callable[[torch.Tensor], torch.Tensor]  # takes (..., 2), returns (...)
    slope: Callable[[torch.Tensor], torch.Tensor]  # takes (2,), returns (2,)
    start: tuple[float, float]
    box: tuple[float, float, float, float]  # left, right, bottom, top
    best: tuple[tuple[float, float], ...]
    noise: float = 0.0


def _valley(w: torch.Tensor) -> torch.Tensor:
    return 0.5 * w[..., 0] ** 2 + 12.5 * w[..., 1] ** 2


def _valley_slope(w: torch.Tensor) -> torch.Tensor:
    return torch.stack([w[0], 25 * w[1]])


def _saddle(w: torch.Tensor) -> torch.Tensor:
    return w[..., 0] ** 2 - w[..., 1] ** 2 + 0.25 * w[..., 1] ** 4


def _saddle_slope(w: torch.Tensor) -> torch.Tensor:
    return torch.stack([2 * w[0], -2 * w[1] + w[1] ** 3])


def _two_dips(w: torch.Tensor) -> torch.Tensor:
    x = w[..., 0]
    return 0.12 * x**4 - 0.55 * x**2 + 0.3 * x + 0.8 * w[..., 1] ** 2


def _two_dips_slope(w: torch.Tensor) -> torch.Tensor:
    return torch.stack([0.48 * w[0] ** 3 - 1.1 * w[0] + 0.3, 1.6 * w[1]])


def _bowl(w: torch.Tensor) -> torch.Tensor:
    return 0.5 * w[..., 0] ** 2 + 1.5 * w[..., 1] ** 2


def _bowl_slope(w: torch.Tensor) -> torch.Tensor:
    return torch.stack([w[0], 3 * w[1]])


VALLEY = Landscape("a narrow valley", _valley, _valley_slope, (-4.0, 1.2), (-4.6, 1.6, -1.7, 1.7), ((0, 0),))
SADDLE = Landscape("a saddle", _saddle, _saddle_slope, (-2.0, 0.004), (-2.3, 1.3, -1.2, 2.2), ((0, 2**0.5), (0, -(2**0.5))))
TWO_DIPS = Landscape("a local minimum", _two_dips, _two_dips_slope, (3.0, 1.0), (-2.7, 3.3, -1.5, 1.5), ((-1.636, 0),))
NOISE = Landscape("noisy gradients", _bowl, _bowl_slope, (-4.0, 2.0), (-4.6, 1.8, -2.0, 2.6), ((0, 0),), 3.0)
LANDSCAPES = (VALLEY, SADDLE, TWO_DIPS, NOISE)


def draw_landscape(ax: plt.Axes, land: Landscape) -> None:
    """Draw the contours of a loss, evenly spaced in its root, and a star at each minimum."""
    left, right, bottom, top = land.box
    x, y = np.meshgrid(np.linspace(left, right, 160), np.linspace(bottom, top, 160))
    loss = land.loss(torch.from_numpy(np.stack([x, y], axis=-1))).numpy()
    lowest = loss.min()
    levels = lowest + (loss.max() - lowest) * np.linspace(0, 1, 19)[1:] ** 2
    ax.contourf(x, y, loss, levels=[lowest, *levels], cmap="Greys", alpha=0.35)
    ax.contour(x, y, loss, levels=levels, colors="0.65", linewidths=0.6)
    for place in land.best:
        ax.plot(*place, marker="*", markersize=15, color="black", markeredgecolor="white", linestyle="", zorder=5)
    ax.plot(*land.start, marker="o", markersize=9, color="white", markeredgecolor="black", linestyle="", zorder=5)
    ax.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[], xlabel="$w_1$", ylabel="$w_2$", title=land.name)


def path_in_words(land: Landscape, path: torch.Tensor) -> str:
    """Say how far down a path led, and where it ends."""
    losses = land.loss(path)
    if not bool(torch.isfinite(losses).all()) or float(losses[-1].abs()) > 1e6:
        return "it runs away"
    far = min(float((path[-1] - torch.tensor(place, dtype=path.dtype)).norm()) for place in land.best)
    turns = int(((path[2:, 1] - path[1:-1, 1]) * (path[1:-1, 1] - path[:-2, 1]) < -1e-9).sum())
    return f"loss {say_number(losses[0])} to {say_number(losses[-1])}, {say_number(far)} from the lowest point at the end, {turns} turns up or down"


def draw_path(ax: plt.Axes, path: torch.Tensor, number: int, label: str) -> None:
    """Draw a path, (steps + 1, 2), with a dot for each step and a cross where it ends."""
    marks = {"marker": ".", "markersize": 5} if len(path) < 90 else {}
    ax.plot(
        path[:, 0], path[:, 1], color=COLOURS[number], linestyle=DASHES[number], linewidth=1.7, alpha=0.9, label=label, zorder=3, **marks
    )  # fmt: skip
    ax.plot(
        *path[-1], color=COLOURS[number], marker="X", markersize=10, markeredgecolor="white", linestyle="", zorder=6
    )


def show_landscapes(paths: Mapping[str, Sequence[torch.Tensor]], columns: int = 2, lands: Sequence[Landscape] = LANDSCAPES) -> None:
    """Show each landscape with one path of each optimizer; paths[name][i] belongs to lands[i]."""
    rows = -(-len(lands) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(5.2 * columns, 4.1 * rows + 0.6), squeeze=False)
    for i, (ax, land) in enumerate(zip(axes.flat, lands, strict=False)):
        draw_landscape(ax, land)
        for number, (name, walked) in enumerate(paths.items()):
            draw_path(ax, walked[i], number, name)
    lines, names = axes.flat[0].get_legend_handles_labels()
    fig.legend(lines + _signs(), [*names, "start", "after the last step", "minimum"], loc="outside lower center", ncols=5)
    told = []
    for i, land in enumerate(lands):
        told.append(f"On {land.name}: {'; '.join(f'{name}: {path_in_words(land, walked[i])}' for name, walked in paths.items())}.")
    show_picture(f"Paths on the contours of {len(lands)} losses of two weights. {' '.join(told)}")


def _signs() -> list[plt.Line2D]:
    """Return what the legend shows for the start, the end and a minimum."""
    looks = (("o", "white", "black"), ("X", "0.35", "white"), ("*", "black", "white"))
    return [plt.Line2D([], [], marker=m, color=c, markeredgecolor=e, markersize=11, linestyle="") for m, c, e in looks]


def show_rates(land: Landscape, paths: Mapping[str, torch.Tensor]) -> None:
    """Show one path in each panel, all on the same landscape, its loss after the last step above it."""
    fig, axes = plt.subplots(1, len(paths), figsize=(4.3 * len(paths), 3.7), squeeze=False)
    for ax, (name, path) in zip(axes.flat, paths.items(), strict=True):
        draw_landscape(ax, land)
        draw_path(ax, path, 0, name)
        ax.set_title(f"{name}\nloss {float(land.loss(path[0])):.1f} → {float(land.loss(path[-1])):.3g}")
    steps = {name: "" if "steps" in name else f", {len(path) - 1} steps" for name, path in paths.items()}
    told = [f"{name}{steps[name]}: {path_in_words(land, path)}" for name, path in paths.items()]
    show_picture(f"One path in each panel, on {land.name}. {'. '.join(told)}.")


def show_curves(
    curves: Mapping[str, Sequence[float]], title: str, *, ylabel: str = "loss", smooth: int = 1, log: bool = False,
    ylim: tuple[float, float] | None = None, xlabel: str = "step",
) -> None:
    """Show one curve for each name; with smooth, averaged over so many steps."""
    _, ax = plt.subplots(figsize=(8.5, 4.4))
    shown = {}
    for place, (name, raw) in enumerate(curves.items()):
        shown[name] = values = np.convolve(np.asarray(raw, dtype=float), np.ones(smooth) / smooth, mode="valid")
        dash = DASHES[place % len(DASHES)]
        ax.plot(np.arange(len(values)) + smooth, values, linestyle=dash, color=COLOURS[place % len(COLOURS)], linewidth=1.9, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title, yscale="log" if log else "linear")
    if ylim:
        ax.set_ylim(*ylim)
    ax.grid(alpha=0.3)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show_picture(f"{title.rstrip('?')}. Over {max(map(len, curves.values()))} steps: {'; '.join(f'{name} {say_course(values)}' for name, values in shown.items())}.")


def show_two_curves(
    left: Mapping[str, Sequence[float]], right: Mapping[str, Sequence[float]], titles: Sequence[str], ylabel: str, *, share: bool = True
) -> None:
    """Show two sets of curves beside one another, on a logarithmic scale."""
    _, axes = plt.subplots(1, 2, figsize=(11, 4.2), sharey=share)
    told = []
    for ax, curves, title in zip(axes, (left, right), titles, strict=True):
        for place, (name, values) in enumerate(curves.items()):
            ax.plot(np.asarray(values, dtype=float), color=COLOURS[place], linestyle=DASHES[place], linewidth=1.9, label=name)
        told.append(f"{title}: {'; '.join(f'{name} {say_course(values)}' for name, values in curves.items())}.")
        ax.set(xlabel="step", title=title, yscale="log")
        low, high = ax.get_ylim()
        if high < 12 * low:  # less than a factor of ten or so: write 0.6, not 6 × 10⁻¹
            ax.yaxis.set_minor_formatter(lambda value, _: f"{value:g}")
            ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.grid(alpha=0.3)
        ax.legend()
    axes[0].set_ylabel(ylabel)
    show_picture(f"Two charts of the {ylabel} against the step. {' '.join(told)}")


def interactive_paths(walk: Callable[..., torch.Tensor], optimizers: Mapping[str, Callable]) -> None:
    """Show a path with sliders for the learning rate and the momentum, and a choice of optimizer and landscape."""
    import ipywidgets as widgets
    from IPython.display import display

    rates = [0.001, 0.003, 0.01, 0.02, 0.03, 0.05, 0.07, 0.078, 0.082, 0.1, 0.2, 0.3, 0.5, 1.0]
    which = widgets.Dropdown(options=list(optimizers), value="momentum", description="optimizer")
    where = widgets.Dropdown(options=[(land.name, land) for land in LANDSCAPES], description="landscape")
    rate = widgets.SelectionSlider(options=rates, value=0.02, description="rate α")
    rho = widgets.FloatSlider(0.9, min=0.0, max=0.99, step=0.01, description="ρ, β₁")
    steps = widgets.IntSlider(60, min=1, max=200, description="steps")
    said = widgets.HTML()

    def tell(*_change: object) -> None:
        rho.disabled = which.value not in ("momentum", "Nesterov", "Adam")
        said.value = f"{which.value} has no momentum: the slider ρ, β₁ does nothing now." if rho.disabled else ""

    which.observe(tell, names="value")
    tell()

    def draw(which: str, where: Landscape, rate: float, rho: float, steps: int) -> None:
        config = {"learning_rate": rate, "momentum": rho, "beta1": rho}
        path = walk(optimizers[which], where, config, steps)
        fig, axes = plt.subplots(1, 2, figsize=(10.5, 4.2))
        draw_landscape(axes[0], where)
        draw_path(axes[0], path, 0, which)
        losses = where.loss(path)
        axes[1].plot(losses - min(float(where.loss(torch.tensor(best, dtype=path.dtype))) for best in where.best) + 1e-12)
        axes[1].set(xlabel="step", ylabel="loss above the lowest", yscale="log", title=f"at the end: {float(losses[-1]):.3g}")
        axes[1].grid(alpha=0.3)
        show_picture(f"{which} on {where.name}, {steps} steps at α = {rate:g}: {path_in_words(where, path)}.")

    controls = {"which": which, "where": where, "rate": rate, "rho": rho, "steps": steps}
    display(widgets.VBox([widgets.HBox([which, where]), widgets.HBox([rate, rho, steps]), said]))
    display(widgets.interactive_output(draw, controls))
