"""The pictures of this notebook: each function draws one figure and shows it."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.colors import ListedColormap

# ---------------------------------------------------------------- the plane


def draw_plane(
    ax: plt.Axes, W: torch.Tensor, b: torch.Tensor, X: torch.Tensor, y: torch.Tensor, names: Sequence[str], reach: float = 4.0
) -> None:
    """Draw the regions of a linear classifier of the plane, W (2, C) and b (C,), each class's line of score 0, and the points."""
    along = torch.linspace(-reach, reach, 201, dtype=W.dtype)
    grid = torch.cartesian_prod(along, along).flip(1)
    regions = (grid @ W + b).argmax(dim=1).reshape(201, 201)
    ax.imshow(
        regions, origin="lower", extent=(-reach, reach, -reach, reach), cmap=ListedColormap(COLOURS[: len(names)]),
        vmin=-0.5, vmax=len(names) - 0.5, alpha=0.22, interpolation="nearest",
    )  # fmt: skip
    for c, name in enumerate(names):
        chosen = X[y == c]
        ax.scatter(
            chosen[:, 0], chosen[:, 1], s=38, color=COLOURS[c], marker=MARKERS[c], edgecolor="white", linewidth=0.6,
            label=name, zorder=3,
        )  # fmt: skip
        w, size = W[:, c].numpy(), float(W[:, c].norm())
        if size > 1e-3:
            foot = -float(b[c]) * w / size**2  # the point of the line that is nearest to the origin
            direction = np.array([-w[1], w[0]]) / size
            ends = np.stack([foot - 4 * reach * direction, foot + 4 * reach * direction])
            ax.plot(ends[:, 0], ends[:, 1], color=COLOURS[c], linewidth=1.8, zorder=2)
            if np.abs(foot).max() < reach:
                ax.annotate(
                    "", xy=foot + 0.9 * w / size, xytext=foot, zorder=2,
                    arrowprops={"arrowstyle": "-|>", "color": COLOURS[c], "lw": 1.8, "shrinkA": 0, "shrinkB": 0},
                )  # fmt: skip
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xticks=[], yticks=[], aspect="equal")


def show_plane(W: torch.Tensor, b: torch.Tensor, X: torch.Tensor, y: torch.Tensor, names: Sequence[str], title: str) -> None:
    """Show one classifier of the plane."""
    fig, ax = plt.subplots(figsize=(6.4, 5.2))
    draw_plane(ax, W, b, X, y, names)
    ax.set_title(title)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show_picture(f"{title}. {plane_in_words(W, b, X, y, names)}")


def plane_in_words(W: torch.Tensor, b: torch.Tensor, X: torch.Tensor, y: torch.Tensor, names: Sequence[str]) -> str:
    """Say where the score of each class grows, and how many points lie on their own class's ground."""
    ways = ("to the right", "up and to the right", "upwards", "up and to the left", "to the left", "down and to the left", "downwards", "down and to the right")
    turns = (torch.atan2(W[1], W[0]) / (torch.pi / 4)).round().long() % 8
    grows = [f"the score of the {name} grows {ways[int(turn)]}" for name, turn in zip(names, turns, strict=True)]
    right = int(((X @ W + b).argmax(dim=1) == y).sum())
    return f"{say_list(grows)[0].upper()}{say_list(grows)[1:]}; {right} of {len(y)} points lie on their own class's ground."


# ---------------------------------------------------------------- the cliff


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(−z)), without overflow: the softmax probability of the second of two classes."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def cliff_loss(w: np.ndarray, b: np.ndarray, x: np.ndarray, side: np.ndarray, reg: float) -> np.ndarray:
    """Return the softmax loss of two classes in one dimension, plus the penalty; w and b may be arrays of one shape.

    Only w = w₂ − w₁ and b = b₂ − b₁ matter to the data loss, and w₂ = −w₁ = w/2 makes the penalty smallest: reg·w²/2.
    """
    margins = side * (np.asarray(w)[..., None] * x + np.asarray(b)[..., None])
    return np.logaddexp(0, -margins).mean(axis=-1) + reg * np.asarray(w) ** 2 / 2


def cliff_gradient(w: float, b: float, x: np.ndarray, side: np.ndarray, reg: float) -> np.ndarray:
    """Return the gradient of cliff_loss with respect to (w, b)."""
    pull = -side * sigmoid(-side * (w * x + b)) / len(x)
    return np.array([(pull * x).sum() + reg * w, pull.sum()])


def fit_cliff(x: np.ndarray, side: np.ndarray, reg: float, steps: int = 5000, learning_rate: float = 0.5) -> np.ndarray:
    """Follow the gradient from (0, 0); without a penalty there is no minimum to arrive at, only steps to stop after."""
    place = np.zeros(2)
    for _ in range(steps):
        place = place - learning_rate * cliff_gradient(*place, x, side, reg)
    return place


def draw_cliff(ax: plt.Axes, x: np.ndarray, side: np.ndarray, place: np.ndarray, title: str) -> None:
    """Draw the probability of the second class along the line, with the training points at 0 and 1."""
    along = np.linspace(-3.2, 3.2, 800)
    ax.plot(along, sigmoid(place[0] * along + place[1]), color=BLACK, linewidth=2)
    for value, colour, marker in ((-1, BLUE, "o"), (1, ORANGE, "s")):
        ax.scatter(x[side == value], (side[side == value] + 1) / 2, color=colour, marker=marker, s=60, zorder=3)
    ax.set(title=title, xlabel="x", ylim=(-0.08, 1.08), yticks=[0, 0.5, 1])
    ax.grid(axis="y", alpha=0.3)


def show_cliffs(x: np.ndarray, side: np.ndarray, fits: Mapping[str, np.ndarray]) -> None:
    """Show several fits beside one another."""
    fig, axes = plt.subplots(1, len(fits), figsize=(3.6 * len(fits), 3.4), sharey=True)
    for ax, (title, place) in zip(np.atleast_1d(axes), fits.items(), strict=True):
        draw_cliff(ax, x, side, place, title)
    np.atleast_1d(axes)[0].set_ylabel("p(orange square)")
    show_picture(f"The probability of an orange square along the line, between blue circles on the left and orange squares on the right. {cliffs_in_words(x, side, fits)}")


def cliffs_in_words(x: np.ndarray, side: np.ndarray, fits: Mapping[str, np.ndarray]) -> str:
    """Say for each fit how steep it is: over which stretch the probability goes from 0.1 to 0.9."""
    told = []
    for title, (w, b) in fits.items():
        wide, gap = 2 * np.log(9) / w, x[side > 0].min() - x[side < 0].max()
        kind = "a cliff inside the gap" if wide < gap else "a steep slope" if wide < 2.5 else "a gentle slope"
        told.append(f"{title}: {kind}, from 0.1 to 0.9 within {say_number(wide)}")
    return f"The gap between them is {say_number(x[side > 0].min() - x[side < 0].max())} wide. " + "; ".join(told) + "."


# ---------------------------------------------------------------- preferences


def show_spread(penalties: Mapping[str, Mapping[str, float]]) -> None:
    """Show in the plane why L2 spreads weights out and L1 doesn't mind, and beside it the penalties of given weights."""
    fig, axes = plt.subplots(1, 3, figsize=(13, 4), gridspec_kw={"width_ratios": [1, 1, 1.25]})
    fig.get_layout_engine().set(wspace=0.06)
    along = np.linspace(-0.6, 1.6, 201)
    w1, w2 = np.meshgrid(along, along)
    for ax, name, values, level in (
        (axes[0], "L2: circles", w1**2 + w2**2, 0.5),
        (axes[1], "L1: diamonds", np.abs(w1) + np.abs(w2), 1.0),
    ):
        ax.contour(w1, w2, values, levels=np.array([0.15, 0.4, 1, 1.7, 2.6]) * level, colors="0.65", linewidths=1)
        ax.plot(along, 1 - along, color=ORANGE, linewidth=2.5, label="$w^⊤x = 1$")
        ax.set(title=name, xlabel="$w_1$", ylabel="$w_2$", xlim=(-0.6, 1.6), ylim=(-0.6, 1.6), aspect="equal")
    axes[0].scatter([0.5], [0.5], color=BLUE, s=80, zorder=3, label="smallest penalty")
    axes[1].plot([0, 1], [1, 0], color=BLUE, linewidth=6, solid_capstyle="round", zorder=1.5, label="smallest penalty")
    for ax in axes[:2]:
        ax.legend(loc="lower left", fontsize=10, frameon=True, framealpha=0.9, edgecolor="none")
    kinds = list(next(iter(penalties.values())))
    for number, (name, values) in enumerate(penalties.items()):
        places = np.arange(len(kinds)) + 0.36 * (number - (len(penalties) - 1) / 2)
        bars = axes[2].bar(places, [values[kind] for kind in kinds], width=0.33, color=COLOURS[number], label=name)
        axes[2].bar_label(bars, fmt="%.2f", padding=2)
    axes[2].set_xticks(range(len(kinds)), kinds)
    axes[2].set(title="The penalty of the two weights", ylim=(0, 1.5))
    axes[2].legend(loc="upper center", fontsize=10)
    told = [f"{name} costs {say_list([f'{say_number(value)} in {kind}' for kind, value in values.items()])}" for name, values in penalties.items()]
    show_picture(
        "Left: of all weights of the plane with the same score, a line, the circles of L2 touch one point, (0.5, 0.5). "
        f"Middle: the diamonds of L1 touch the whole side from (0, 1) to (1, 0). Right, bars: {'; '.join(told)}."
    )


# ---------------------------------------------------------------- finding a good W


def show_tries(losses: Sequence[float]) -> None:
    """Show the loss of every try and the best so far."""
    values = np.array([float(loss) for loss in losses])
    fig, ax = plt.subplots(figsize=(9.5, 3.8))
    ax.scatter(range(len(values)), values, s=14, color=SKY, label="this try")
    ax.plot(np.minimum.accumulate(values), color=BLUE, linewidth=2, drawstyle="steps-post", label="best so far")
    ax.set(xlabel="try", ylabel="loss", title="Random search: early luck, then next to nothing")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    ax.grid(alpha=0.25)
    best = np.minimum.accumulate(values)
    show_picture(
        f"The loss of {len(values)} random tries, between {say_number(values.min())} and {say_number(values.max())}. The best so far is "
        f"{say_number(best[0])} at first, {say_number(best[len(best) // 10])} after a tenth of the tries and {say_number(best[-1])} at the end."
    )


def show_slope(x: np.ndarray, side: np.ndarray, reg: float, place: tuple[float, float]) -> None:
    """Show the loss over (w, b) with the negative gradient at a place, and the slope in every direction from there."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11.5, 4.3), gridspec_kw={"width_ratios": [1, 1.15]})
    _contours(left, x, side, reg)
    gradient = cliff_gradient(*place, x, side, reg)
    down = -gradient / np.linalg.norm(gradient)
    left.annotate("", xy=np.array(place) + 1.3 * down, xytext=place, arrowprops={"arrowstyle": "-|>", "color": RED, "lw": 2.5})
    left.plot(*place, "o", color=RED)
    left.text(*(np.array(place) + 1.3 * down + [0.08, 0.12]), "negative gradient", color=RED, fontsize=12)
    left.set_title("The loss of two parameters")
    angles = np.linspace(0, 2 * np.pi, 181)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    h = 1e-5
    measured = [
        (cliff_loss(*(place + h * d), x, side, reg) - cliff_loss(*(place - h * d), x, side, reg)) / (2 * h) for d in directions
    ]
    right.plot(np.degrees(angles), measured, color=BLUE, linewidth=5, alpha=0.35, label="measured: (L(w + hd) − L(w − hd)) / 2h")
    right.plot(np.degrees(angles), directions @ gradient, color=BLACK, linewidth=1.2, label="dot product d · gradient")
    steepest = np.degrees(np.arctan2(down[1], down[0])) % 360
    right.axvline(steepest, color=RED, linestyle="--", label="direction of the negative gradient")
    right.axhline(0, color="0.6", linewidth=0.8)
    right.set(xlabel="direction d, in degrees", ylabel="slope", title="The slope in every direction", xticks=range(0, 361, 90))
    right.set_ylim(top=2.1 * max(measured))
    right.legend(loc="upper left", fontsize=10)
    worst = max(abs(value - d @ gradient) for value, d in zip(measured, directions, strict=True))
    show_picture(
        f"Left: contours of the loss over w and b, with an arrow against the gradient from ({place[0]}, {place[1]}). Right: the slope in every "
        f"direction is a wave from {say_number(min(measured))} to {say_number(max(measured))}; it is lowest in the arrow's direction, {steepest:.0f} degrees. "
        f"Measured slopes and dot products lie on one another, within {say_number(worst)}."
    )


def show_descents(x: np.ndarray, side: np.ndarray, reg: float, learning_rates: Sequence[float], steps: int = 25) -> None:
    """Show gradient descent over (w, b) with several learning rates, and the loss at each step."""
    fig, axes = plt.subplots(1, len(learning_rates) + 1, figsize=(3.7 * (len(learning_rates) + 1), 3.7))
    fig.get_layout_engine().set(wspace=0.05)
    losses = {}
    for place, (ax, rate) in enumerate(zip(axes, learning_rates, strict=False)):
        path = [np.array([-1.4, 2.2])]
        for _ in range(steps):
            path.append(path[-1] - rate * cliff_gradient(*path[-1], x, side, reg))
        places = np.array(path)
        _contours(ax, x, side, reg, reach=(-3.2, 7.0))
        ax.plot(places[:, 0], places[:, 1], "o-", color=COLOURS[place], markersize=4, linewidth=1.3)
        ax.set(title=f"learning rate {rate:g}", ylabel="" if place else "b")
        losses[rate] = cliff_loss(places[:, 0], places[:, 1], x, side, reg)
        axes[-1].plot(losses[rate], color=COLOURS[place], linestyle=DASHES[place], label=f"{rate:g}")
    axes[-1].set(xlabel="step", ylabel="loss", title="loss at each step")
    axes[-1].set_ylim(top=1.75 * max(float(values.max()) for values in losses.values()))
    axes[-1].legend(title="learning rate", loc="upper right", ncols=len(losses), fontsize=10, columnspacing=1)
    told = [f"with a learning rate of {rate:g} it {say_course(values)}" for rate, values in losses.items()]
    show_picture(f"Paths of gradient descent on the contours of a loss over w and b, and the loss at each of {steps} steps: {'; '.join(told)}.")


def _contours(ax: plt.Axes, x: np.ndarray, side: np.ndarray, reg: float, reach: tuple[float, float] = (-2.5, 4.5)) -> None:
    w, b = np.meshgrid(np.linspace(*reach, 161), np.linspace(-3.2, 3.2, 161))
    loss = cliff_loss(w, b, x, side, reg)
    levels = loss.min() + (loss.max() - loss.min()) * np.linspace(0.05, 1, 14) ** 2
    ax.contour(w, b, loss, levels=levels, colors="0.6", linewidths=0.9)
    ax.set(xlabel="w", ylabel="b", xlim=reach, ylim=(-3.2, 3.2))


# ---------------------------------------------------------------- training


def show_minibatches(losses: Mapping[int, Sequence[float]], errors: Mapping[int, float], full_loss: float) -> None:
    """Show how losses on minibatches scatter around the loss on all data, and how far their gradients are off."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11.5, 4))
    for number, (size, values) in enumerate(losses.items()):
        spread = np.random.default_rng(0).uniform(-0.28, 0.28, len(values))
        left.scatter(values, number + spread, s=10, alpha=0.5, color=COLOURS[number])
    left.axvline(full_loss, color=BLACK, linestyle="--", label="all training images")
    left.set_yticks(range(len(losses)), [str(size) for size in losses])
    left.set(xlabel="loss", ylabel="images in the minibatch", title="Each dot is the loss on one minibatch")
    left.legend(loc="lower center", bbox_to_anchor=(0.5, 1.1))
    sizes = np.array(list(errors))
    right.loglog(sizes, list(errors.values()), "o-", color=BLUE, label="measured")
    right.loglog(sizes, next(iter(errors.values())) * (sizes / sizes[0]) ** -0.5, "--", color="0.5", label="like 1/√size")
    right.set_xticks(sizes, [str(size) for size in sizes])
    right.minorticks_off()
    right.set_yticks(list(errors.values()), [f"{error:.0%}" for error in errors.values()])
    right.set(xlabel="images in the minibatch", ylabel="relative error of the gradient", title="How far a minibatch's gradient is off")
    right.grid(alpha=0.3)
    right.legend()
    told = [f"{size} images: losses from {say_number(min(losses[size]))} to {say_number(max(losses[size]))}, the gradient off by {error:.0%}" for size, error in errors.items()]
    show_picture(f"How minibatches scatter around the loss of all training images, {say_number(full_loss)}. " + "; ".join(told) + ".")


def show_search(results: Mapping[tuple[float, float], tuple[float, float]], title: str) -> None:
    """Show validation and training accuracies (0 to 1) over (learning rate, regularization strength)."""
    rates, regs = (np.array(values) for values in zip(*results, strict=True))
    fig, axes = plt.subplots(1, 2, figsize=(12, 4.2), sharey=True)
    floor, top = (100 * pick(pick(pair) for pair in results.values()) for pick in (min, max))
    for ax, which, name in ((axes[0], 0, "training"), (axes[1], 1, "validation")):
        accuracies = np.array([100 * pair[which] for pair in results.values()])
        dots = ax.scatter(rates, np.maximum(regs, 1e-7), c=accuracies, s=900, vmin=floor, vmax=top, edgecolor="white")
        for rate, reg, accuracy in zip(rates, regs, accuracies, strict=True):
            dark = accuracy < floor + 0.55 * (top - floor)
            ax.text(rate, max(reg, 1e-7), f"{accuracy:.0f}", ha="center", va="center", color="white" if dark else "black", fontsize=11)
        ax.set(xscale="log", yscale="log", xlabel="learning rate", title=f"{title}: {name} accuracy (%)")
        ax.margins(0.18)
        ax.grid(alpha=0.2)
    axes[0].set_ylabel("regularization strength")
    fig.colorbar(dots, ax=axes, label="accuracy (%)")
    best = max(results, key=lambda pair: results[pair][1])
    by_rate = {rate: max(pair[1] for (r, _), pair in results.items() if r == rate) for rate in sorted(set(rates))}
    show_picture(
        f"{title}: training and validation accuracy for {len(results)} pairs. The best on validation data is learning rate {best[0]:g} with strength {best[1]:g}: "
        f"{results[best][1]:.1%}, and {results[best][0]:.1%} on training data. The best of each learning rate: {say_list([f'{value:.1%} at {rate:g}' for rate, value in by_rate.items()])}."
    )


def show_bars(values: Mapping[str, float], title: str, xlabel: str) -> None:
    """Show named numbers as bars."""
    fig, ax = plt.subplots(figsize=(7.5, 0.62 * len(values) + 1.1))
    bars = ax.barh(list(values), list(values.values()), color=[COLOURS[i % 8] for i in range(len(values))], height=0.6)
    ax.bar_label(bars, fmt="%.1f", padding=4)
    ax.invert_yaxis()
    ax.set(title=title, xlabel=xlabel, xlim=(0, 1.12 * max(values.values())))
    show_picture(f"{title}, {xlabel}: {say_list([f'{name} {value:.1f}' for name, value in values.items()])}.")


def show_step_sizes(steps: Sequence[float], errors: Mapping[str, Sequence[float]]) -> None:
    """Show how far a central difference is off, for each step size and dtype."""
    fig, ax = plt.subplots(figsize=(7.5, 3.8))
    told = []
    for place, (dtype, values) in enumerate(errors.items()):
        ax.loglog(steps, np.maximum(values, 1e-14), marker=MARKERS[place], linestyle=DASHES[place], label=dtype)
        best = int(np.argmin(values))
        told.append(f"{dtype} is best at h = {say_number(steps[best])}, with an error of {say_number(values[best])}")
    ax.invert_xaxis()
    ax.set(xlabel="h (smaller to the right)", ylabel="error of the derivative", title="Neither too large nor too small: the derivative of exp at 0.7")
    ax.grid(alpha=0.3)
    ax.legend()
    show_picture(f"Two valleys: the error of a measured derivative against the step h. {say_list(told)[0].upper()}{say_list(told)[1:]}; on either side it grows.")
