"""The lecture's drawings, made from numbers: steps as arrows, first and second order, rate and momentum together, schedules."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch

LOOKS = {"velocity": (SKY, "-"), "gradient": (RED, "--"), "step": (BLACK, "-")}


def show_steps_as_arrows(
    land: Landscape, place: Sequence[float], velocity: Sequence[float], rate: float, rho: float, kinds: Sequence[str] = ("momentum", "Nesterov")
) -> None:
    """Draw how one step is put together of velocity and gradient; the velocity holds steps."""
    w, v = (torch.tensor(values, dtype=torch.float64) for values in (place, velocity))
    fig, axes = plt.subplots(1, len(kinds), figsize=(5.6 * len(kinds), 4.6), squeeze=False)
    told = []
    for ax, kind in zip(axes.flat, kinds, strict=True):
        ahead = w + rho * v
        asked = ahead if kind == "Nesterov" else w
        pull = -rate * land.slope(asked)
        end = ahead + pull
        draw_landscape(ax, land)
        for line in ax.lines[-2:]:
            line.set_visible(line.get_marker() == "*")  # the start of a walk is another place
        for name, tail, tip in (("velocity", w, ahead), ("gradient", ahead, end), ("step", w, end)):
            colour, dash = LOOKS[name]
            ax.annotate("", tip.tolist(), tail.tolist(), arrowprops={"arrowstyle": "-|>", "color": colour, "linestyle": dash, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0})
            ax.plot([], [], color=colour, linestyle=dash, linewidth=2.2, label={"velocity": "velocity ρv", "gradient": "gradient −α∇L", "step": "the step"}[name])
        ax.plot(*w.tolist(), marker="o", markersize=9, color="white", markeredgecolor="black", linestyle="", zorder=6, label="here")
        ax.plot(*asked.tolist(), marker="D", markersize=6, color=RED, linestyle="", zorder=7, label="the gradient is asked here")
        ax.set_title(f"{kind}: loss {float(land.loss(w)):.1f} → {float(land.loss(end)):.1f}")
        where = "where we stand" if kind == "momentum" else "ahead, where the velocity alone would lead"
        told.append(
            f"{kind}: the gradient is asked {where}; the velocity goes {say_move(rho * v)}, the gradient {say_move(pull)}, "
            f"so the step goes {say_move(end - w)}, and the loss from {say_number(land.loss(w))} to {say_number(land.loss(end))}"
        )
    fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    show_picture(f"One step as arrows, on {land.name}. {'. '.join(told)}.")


def say_move(move: torch.Tensor) -> str:
    """Say where an arrow points: '1.2 right and 0.3 down'."""
    across, up = (float(value) for value in move)
    return f"{say_number(abs(across))} {'right' if across >= 0 else 'left'} and {say_number(abs(up))} {'up' if up >= 0 else 'down'}"


def show_first_and_second_order(places: Sequence[float], rate: float) -> None:
    """Draw a loss of one weight with the tangent and the parabola that touch it at each place, and where either leads."""

    def loss(x: np.ndarray | float) -> np.ndarray | float:
        return 0.12 * x**4 - 0.55 * x**2 + 0.3 * x  # the two dips, along their valley

    x = np.linspace(-2.7, 2.9, 300)
    fig, axes = plt.subplots(1, len(places), figsize=(5.6 * len(places), 4.3), sharey=True, squeeze=False)
    told = []
    for ax, at in zip(axes.flat, places, strict=True):
        slope, bend = 0.48 * at**3 - 1.1 * at + 0.3, 1.44 * at**2 - 1.1
        down, newton = at - rate * slope, at - slope / bend
        ax.plot(x, loss(x), color=BLACK, linewidth=2.2, label="the loss")
        ax.plot(x, loss(at) + slope * (x - at), color=ORANGE, linestyle="--", label="first order: the tangent")
        ax.plot(x, loss(at) + slope * (x - at) + 0.5 * bend * (x - at) ** 2, color=BLUE, linestyle="-.", label="second order: the parabola")
        ax.plot(at, loss(at), marker="o", markersize=10, color="white", markeredgecolor="black", linestyle="", label="here", zorder=5)
        ax.plot(down, loss(down), marker="s", markersize=9, color=ORANGE, markeredgecolor="white", linestyle="", label=f"gradient step, α = {rate:g}", zorder=5)
        ax.plot(newton, loss(newton), marker="D", markersize=9, color=BLUE, markeredgecolor="white", linestyle="", label="Newton's step", zorder=5)
        ax.set(ylim=(-1.8, 2.2), xlim=(-2.7, 2.9), xlabel="w", title=f"at w = {at:g} the loss bends {'upwards' if bend > 0 else 'downwards'}")
        ax.grid(alpha=0.25)
        told.append(
            f"At w = {at:g} the loss is {say_number(loss(at))} and bends {'upwards' if bend > 0 else 'downwards'}: the gradient step leads to w = {say_number(down)} "
            f"with loss {say_number(loss(down))}, Newton's to the parabola's {'lowest' if bend > 0 else 'highest'} point, w = {say_number(newton)}, with loss {say_number(loss(newton))}"
        )
    axes.flat[0].set_ylabel("loss")
    fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    show_picture(f"A loss of one weight with its tangent and its touching parabola. {'. '.join(told)}.")


def quadratic_path(curvature: float, start: float, rate: np.ndarray | float, rho: np.ndarray | float, steps: int) -> list[np.ndarray]:
    """Return the distances from the minimum of ½·curvature·w², with momentum, at every step."""
    w, v = start + 0.0 * rate * rho, 0.0 * rate * rho
    path = [np.asarray(w)]
    for _ in range(steps):
        v = rho * v + curvature * w
        w = w - rate * v
        path.append(np.asarray(w))
    return path


def show_rate_and_momentum(curvatures: Sequence[float], start: Sequence[float], chosen: Sequence[tuple[float, float]], steps: int = 60) -> None:
    """Draw the loss of a valley after some steps over rate and momentum, and for chosen pairs what each direction of it does."""
    rates, rhos = np.linspace(0.002, 0.16, 159), np.linspace(0, 0.99, 100)
    with np.errstate(over="ignore", invalid="ignore"):
        ends = [quadratic_path(h, s, rates[None, :], rhos[:, None], steps)[-1] for h, s in zip(curvatures, start, strict=True)]
        table = sum(0.5 * h * w**2 for h, w in zip(curvatures, ends, strict=True))
    table = np.nan_to_num(np.log10(np.clip(table, 1e-12, 1e3)), nan=3.0)
    fig = plt.figure(figsize=(12, 3.1 * len(chosen)))
    across = fig.add_gridspec(len(chosen), 2, width_ratios=(1.25, 1))
    ax = fig.add_subplot(across[:, 0])
    picture = ax.imshow(table, origin="lower", aspect="auto", extent=(rates[0], rates[-1], 0, 0.99), vmin=-12, vmax=3)
    ax.contour(rates, rhos, table, levels=[-9, -6, -3, 0], colors="white", linewidths=0.7, linestyles="-")
    limit = max(curvatures) * rates / 2 - 1
    ax.plot(rates[limit >= 0], limit[limit >= 0], color="white", linestyle="--", linewidth=2)
    ax.text(0.118, 0.30, "right of this line\nthe loss grows", color="black", fontsize=10)
    fig.colorbar(picture, ax=ax, label=f"log₁₀ of the loss after {steps} steps", extend="both")
    told = []
    for number, (rate, rho) in enumerate(chosen):
        mark = "ABCD"[number]
        ax.plot(rate, rho, marker="o", markersize=15, color="white", markeredgecolor="black", linestyle="")
        ax.text(rate, rho, mark, ha="center", va="center", fontsize=10, fontweight="bold")
        side, parts = fig.add_subplot(across[number, 1]), []
        for place, (h, s) in enumerate(zip(curvatures, start, strict=True)):
            losses = [0.5 * h * float(w) ** 2 for w in quadratic_path(h, s, rate, rho, steps)]
            side.plot(np.clip(losses, 1e-12, None), color=(BLUE, ORANGE)[place], linestyle=DASHES[place], label=f"along curvature {h:g}")
            parts.append(f"along curvature {h:g} the loss goes from {say_number(losses[0])} to {say_number(losses[-1])}")
        side.set(yscale="log", ylim=(1e-12, 1e3), title=f"{mark}: α = {rate:.3g}, ρ = {rho:.2g}", xlabel="step" if number == len(chosen) - 1 else "")
        side.grid(alpha=0.25)
        if number == 0:
            side.legend(fontsize=10)
        told.append(f"{mark}, α = {rate:.3g} and ρ = {rho:.2g}: {' and '.join(parts)}")
    row, column = np.unravel_index(int(table.argmin()), table.shape)
    ax.set(xlabel="learning rate α", ylabel="momentum ρ", xlim=(rates[0], rates[-1]), ylim=(-0.03, 1), title="The valley, condition number 25")
    show_picture(
        f"A map of the loss after {steps} steps in the valley, over the learning rate and the momentum. It is lowest near α = {say_number(rates[column])}, "
        f"ρ = {say_number(rhos[row])}; beyond α = {say_number(2 / max(curvatures))} without momentum, and {say_number(4 / max(curvatures))} with the most, it grows. "
        f"Beside it the loss along each direction. {'. '.join(told)}."
    )


def show_schedules(schedules: Mapping[str, Callable[[int], float]], losses: Mapping[str, Sequence[float]]) -> None:
    """Draw the multiplier of each schedule, and beside it what it did to the loss."""
    steps = len(next(iter(losses.values())))
    _, axes = plt.subplots(1, 2, figsize=(11.5, 4.2))
    told = []
    for place, (name, schedule) in enumerate(schedules.items()):
        values = [schedule(step) for step in range(steps)]
        look = {"color": COLOURS[place], "linestyle": DASHES[place], "linewidth": 1.9, "label": name}
        axes[0].plot(values, **look)
        axes[1].plot(losses[name], **look)
        told.append(f"{name}: the multiplier {say_course(values)}, the loss {say_course(losses[name])}, its lowest is {say_number(min(losses[name]))}")
    axes[0].set(title="the schedule", xlabel="step", ylabel="multiplier η", ylim=(-0.05, 1.1))
    axes[1].set(title="the loss, mean of many walks", xlabel="step", yscale="log")
    for ax in axes:
        ax.grid(alpha=0.25)
    axes[1].legend()
    show_picture(f"Schedules of the learning rate, and the loss that each leads to, over {steps} steps. {'. '.join(told)}.")
