"""The pictures of this notebook: each function draws one figure and shows it."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch


def show_relu_sum() -> None:
    """Draw how three ReLUs of one number add up to a bump."""
    x = np.linspace(-2, 4, 400)
    parts = {"relu(x)": np.maximum(x, 0), "−2·relu(x − 1)": -2 * np.maximum(x - 1, 0), "relu(x − 2)": np.maximum(x - 2, 0)}
    _, axes = plt.subplots(1, 2, figsize=(10, 3.4), sharey=True)
    for (name, y), colour, dash in zip(parts.items(), COLOURS, DASHES, strict=False):
        axes[0].plot(x, y, color=colour, linestyle=dash, label=name)
    axes[0].set(title="three hidden units", xlabel="x", ylim=(-4, 4))
    axes[0].legend()
    axes[1].plot(x, sum(parts.values()), color=BLACK, linewidth=2.2)
    axes[1].set(title="their sum: a bump", xlabel="x")
    for ax in axes:
        ax.grid(alpha=0.25)
    total = sum(parts.values())
    show_picture(
        f"Left, three hidden units of one number x, each flat on one side of its bend: {say_list(list(parts))}. "
        f"Right, their sum: 0 up to x = 0, a peak of {say_number(total.max())} at x = {say_number(x[total.argmax()])}, 0 again from x = 2 on: a bump."
    )


def show_networks(networks: Mapping[str, Mapping[str, torch.Tensor]], X: torch.Tensor, y: torch.Tensor, reach: float = 2.2) -> None:
    """Draw what networks of the plane say, with the line along which each hidden unit switches on, beside one another."""
    along = torch.linspace(-reach, reach, 201, dtype=X.dtype)
    grid = torch.cartesian_prod(along, along).flip(1)
    _, axes = plt.subplots(1, len(networks), figsize=(3.9 * len(networks), 4.1), squeeze=False)
    for ax, (title, params) in zip(axes.flat, networks.items(), strict=True):
        before = grid @ params["W1"] + params["b1"]
        regions = (before.clamp(min=0) @ params["W2"] + params["b2"]).argmax(dim=1).reshape(201, 201)
        ax.imshow(
            regions, origin="lower", extent=(-reach, reach, -reach, reach), cmap=ListedColormap(COLOURS[: int(y.max()) + 1]), vmin=-0.5,
            vmax=int(y.max()) + 0.5, alpha=0.25, interpolation="nearest",
        )  # fmt: skip
        for unit in range(before.shape[1]):
            values = before[:, unit].reshape(201, 201)
            if float(values.min()) < 0 < float(values.max()):
                ax.contour(along, along, values, levels=[0.0], colors="0.35", linewidths=0.9, linestyles="--")
        for label in range(int(y.max()) + 1):
            chosen = X[y == label]
            ax.scatter(chosen[:, 0], chosen[:, 1], s=16, color=COLOURS[label], marker=MARKERS[label], edgecolor="white", linewidth=0.4)
        ax.set(title=title, xticks=[], yticks=[])
    told = []
    for title, params in networks.items():
        units = torch.relu(torch.addmm(params["b1"], X, params["W1"]))
        wrong = torch.addmm(params["b2"], units, params["W2"]).argmax(dim=1) != y
        worst = [int((wrong & ((X[:, 0] > 0) == right) & ((X[:, 1] > 0) == upper)).sum()) for right in (False, True) for upper in (False, True)]
        told.append(
            f"{title}: wrong are {worst[1]} points of the upper left quadrant, {worst[3]} of the upper right, "
            f"{worst[0]} of the lower left and {worst[2]} of the lower right"
        )
    show_picture("What networks of different size say in the plane, with a dashed line where each hidden unit switches on. " + ". ".join(told) + ".")


def show_training(stats: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw the loss of each minibatch, and the accuracies of each epoch."""
    _, axes = plt.subplots(1, 2, figsize=(12, 3.9))
    axes[0].plot(stats["loss_history"], linewidth=0.7, color=BLUE)
    axes[0].set(title=f"{title}: loss of the minibatch", xlabel="iteration")
    for name, colour, dash in (("train", BLUE, "-"), ("val", ORANGE, "--")):
        accuracies = [100 * value for value in stats[f"{name}_acc_history"]]
        axes[1].plot(accuracies, color=colour, linestyle=dash, label={"train": "minibatch", "val": "validation"}[name])
    axes[1].set(title=f"{title}: accuracy (%)", xlabel="epoch")
    axes[1].legend()
    for ax in axes:
        ax.grid(alpha=0.25)
    loss = say_course(smoothed(stats["loss_history"]))
    train, val = (say_course([100 * value for value in stats[f"{name}_acc_history"]]) for name in ("train", "val"))
    show_picture(
        f"{title}: over {len(stats['loss_history'])} iterations the loss {loss}; the accuracy in percent on minibatches {train}, on validation data it {val}."
    )


def show_first_layer(W1: torch.Tensor, title: str, columns: int = 16, most: int = 48) -> None:
    """Draw the first layer's weights, one picture for each hidden unit, those with the largest weights first."""
    order = W1.norm(dim=0).argsort(descending=True)[:most]
    rows = -(-len(order) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(0.85 * columns, 0.85 * rows + 0.5), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, unit in zip(axes.flat, order.tolist(), strict=False):
        weights = W1[:, unit].reshape(3, 32, 32)
        ax.imshow((0.5 + 0.5 * weights / weights.abs().max()).permute(1, 2, 0))
    fig.suptitle(title)
    pictures = W1[:, order].T.reshape(-1, 3, 32, 32)
    steps = (pictures[..., 1:] - pictures[..., :-1]).pow(2).mean() / (2 * pictures.var())
    grain = "pure noise" if steps > 0.8 else "soft patches of colour under grain" if steps > 0.15 else "soft patches of colour, hardly any grain"
    show_picture(
        f"{title}: the weights of {len(order)} hidden units as pictures. They look like {grain}: neighbouring pixels differ by "
        f"{say_number(steps)} of what unrelated ones would."
    )


def show_results(results: Mapping[str, tuple[float, float]]) -> None:
    """Draw training and validation accuracies (0 to 1) as pairs of bars, the best validation accuracy last."""
    names = sorted(results, key=lambda name: results[name][1])
    _, ax = plt.subplots(figsize=(9, 0.42 * len(names) + 1.3))
    places = np.arange(len(names))
    for shift, which, name, colour in ((0.2, 0, "training", SKY), (-0.2, 1, "validation", BLUE)):
        values = [100 * results[key][which] for key in names]
        ax.barh(places + shift, values, height=0.38, color=colour, label=name)
        for place, value in zip(places, values, strict=True):
            ax.text(value + 0.5, place + shift, f"{value:.0f}", va="center", fontsize=9)
    ax.set_yticks(places, names)
    ax.set(xlabel="accuracy (%)", xlim=(0, 105))
    ax.legend(loc="lower right")
    told = [f"{name}: {100 * results[name][0]:.0f} % and {100 * results[name][1]:.0f} %" for name in names]
    show_picture(
        f"Pairs of bars for {len(names)} settings, training and validation accuracy. The best are " + "; ".join(told[:-4:-1]) + f". The worst is {told[0]}."
    )
