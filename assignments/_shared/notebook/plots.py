"""The course's pictures. Every function draws one figure and shows it, with words made from what it draws; nothing is returned."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.colors import ListedColormap


def show_examples(x: torch.Tensor, y: torch.Tensor, class_names: Sequence[str], per_class: int = 7) -> None:
    """Show the first images of each class, one class a column; x is (N, 3, H, W) in [0, 1], y is (N,)."""
    _, axes = plt.subplots(per_class, len(class_names), figsize=(1.05 * len(class_names), 1.05 * per_class + 0.3))
    for label, name in enumerate(class_names):
        column = axes[:, label]
        column[0].set_title(name)
        for ax in column:
            ax.axis("off")
        for ax, image in zip(column, x[y == label][:per_class], strict=False):
            _draw_image(ax, image)
    show_picture(f"Examples: {per_class} images of each class, one class a column: {say_list(class_names)}.")


def show_distances(
    dists: torch.Tensor, y_train: torch.Tensor, y_test: torch.Tensor, class_names: Sequence[str], title: str = ""
) -> None:
    """Show a (num_train, num_test) distance matrix, with rows and columns put in order of their class."""
    rows, columns = torch.argsort(y_train, stable=True), torch.argsort(y_test, stable=True)
    fig, ax = plt.subplots(figsize=(8.5, 7))
    table = dists[rows][:, columns].cpu()
    top = float(torch.quantile(table.flatten()[:: max(1, table.numel() // 10**6)].float(), 0.98))
    picture = ax.imshow(table, aspect="auto", interpolation="nearest", vmin=0, vmax=top)
    for labels, put_line, put_ticks in (
        (y_train[rows].cpu(), ax.axhline, ax.set_yticks),
        (y_test[columns].cpu(), ax.axvline, ax.set_xticks),
    ):
        ends = torch.bincount(labels, minlength=len(class_names)).cumsum(0).numpy()
        starts = np.concatenate([[0], ends[:-1]])
        for end in ends[:-1]:
            put_line(end - 0.5, color="white", linewidth=0.8)
        put_ticks((starts + ends - 1) / 2, class_names)
    ax.tick_params(length=0)
    ax.tick_params(axis="x", rotation=90)
    ax.set(xlabel="test images, by class", ylabel="training images, by class", title=title)
    fig.colorbar(picture, label="squared distance", shrink=0.8, extend="max")
    blocks = [dists[y_train == label][:, y_test == label] for label in range(len(class_names))]
    means = {name: float(block.mean()) for name, block in zip(class_names, blocks, strict=True) if block.numel()}
    dark = [f"{name} ({say_number(mean)})" for name, mean in means.items() if mean < 0.5 * float(dists.mean())]
    brightest = max(means, key=lambda name: means[name])
    show_picture(
        f"A matrix of {len(dists)} by {dists.shape[1]} squared distances, in order of class; their mean is {say_number(dists.mean())}. "
        f"Dark blocks on the diagonal, with a mean distance of less than half of that: {say_list(dark or ['none'])}. "
        f"The brightest block on the diagonal is {brightest} ({say_number(means[brightest])})."
    )


def show_times(seconds: Mapping[str, float]) -> None:
    """Print a table of times and draw them on a logarithmic scale; the first is what the others are compared with."""
    first = next(iter(seconds.values()))
    width = max(map(len, seconds))
    for name, taken in seconds.items():
        faster = "" if taken == first else f"   {say_number(first / taken):>6} times as fast as {next(iter(seconds))}"
        print(f"{name:<{width}}  {say_milliseconds(taken):>12}{faster}")
    taken = [1000 * t for t in seconds.values()]
    low, high = 10 ** np.floor(np.log10(min(taken) / 1.5)), 9 * max(taken)
    _, ax = plt.subplots(figsize=(7.5, 0.7 * len(seconds) + 1.2))
    bars = ax.barh(list(seconds), taken, color=COLOURS[: len(seconds)], height=0.6)
    ax.bar_label(bars, [say_milliseconds(t) for t in seconds.values()], padding=4)
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.invert_yaxis()
    ax.set(
        xlabel="milliseconds; each step of the grid is ten times as long",
        title="The same result, computed in different ways",
    )
    ax.grid(axis="x", alpha=0.3)
    show_picture(f"Bars on a logarithmic scale: {say_list([f'{name} took {say_milliseconds(t)}' for name, t in seconds.items()])}.")


def show_vote(
    points: torch.Tensor,
    labels: torch.Tensor,
    query: torch.Tensor,
    ks: Sequence[int],
    winners: Sequence[int],
    names: Sequence[str],
) -> None:
    """Show for each k the points, (N, 2), around a query, (2,): who may vote, and which label won."""
    squares = ((points - query) ** 2).sum(dim=1)
    widest = 1.45 * float(squares.sort().values[max(ks) - 1].sqrt())
    fig, axes = plt.subplots(1, len(ks), figsize=(3.6 * len(ks), 4.3), squeeze=False)
    for ax, k, winner in zip(axes.flat, ks, winners, strict=True):
        nearest = squares.argsort()[:k]
        for point in points[nearest].tolist():
            ax.plot((query[0], point[0]), (query[1], point[1]), color="0.6", linewidth=1, zorder=1)
        _draw_points(ax, points, labels, names, size=50)
        radius = 1.03 * float(squares[nearest[-1]].sqrt()) + 0.02
        votes = torch.bincount(labels[nearest], minlength=len(names)).tolist()
        ax.add_patch(plt.Circle(tuple(query.tolist()), radius, fill=False, linestyle="--", color="0.3"))
        ax.plot(
            *query.tolist(),
            marker="*",
            markersize=15,
            color="white",
            markeredgecolor="black",
            linestyle="",
            label="the query",
        )
        ax.set(
            aspect="equal", xticks=[], yticks=[], title=f"k = {k}, votes {' : '.join(map(str, votes))}\n{names[winner]}"
        )
        ax.set_xlim(float(query[0]) - widest, float(query[0]) + widest)
        ax.set_ylim(float(query[1]) - widest, float(query[1]) + widest)
    fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(names) + 1)
    told = []
    for k, winner in zip(ks, winners, strict=True):
        votes = torch.bincount(labels[squares.argsort()[:k]], minlength=len(names)).tolist()
        told.append(f"k = {k}: {say_list([f'{count} {name}' for count, name in zip(votes, names, strict=True)])} vote, and {names[winner]} win")
    show_picture("The neighbours of a query in the plane. " + ". ".join(told) + ".")


def show_decision_regions(
    predictors: Mapping[str, Callable[[torch.Tensor], torch.Tensor]],
    points: torch.Tensor,
    labels: torch.Tensor,
    names: Sequence[str],
    steps: int = 160,
) -> None:
    """Colour the plane by what each predictor says, beside one another; a predictor takes (N, 2) and returns (N,)."""
    low, high = points.min(dim=0).values - 0.7, points.max(dim=0).values + 0.7
    across, up = torch.linspace(low[0], high[0], steps), torch.linspace(low[1], high[1], steps)
    grid = torch.cartesian_prod(up, across).flip(1).to(points.dtype)
    columns = min(len(predictors), 4)
    rows = -(-len(predictors) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(3.4 * columns, 3.5 * rows), squeeze=False)
    for ax, (title, predict) in zip(axes.flat, predictors.items(), strict=False):
        regions = predict(grid).reshape(steps, steps)
        ax.imshow(
            regions,
            origin="lower",
            extent=(float(low[0]), float(high[0]), float(low[1]), float(high[1])),
            cmap=ListedColormap(COLOURS[: len(names)]),
            vmin=-0.5,
            vmax=len(names) - 0.5,
            alpha=0.3,
            interpolation="nearest",
            aspect="auto",
        )
        _draw_points(ax, points, labels, names, size=22)
        ax.set(title=title, xticks=[], yticks=[])
    for ax in axes.flat[len(predictors) :]:
        ax.axis("off")
    fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(names))
    shares = []
    for title, predict in predictors.items():
        taken = torch.bincount(predict(grid), minlength=len(names)).double() / len(grid)
        wrong = int((predict(points) != labels).sum())
        parts = say_list([f"{100 * float(share):.0f} % {name}" for share, name in zip(taken, names, strict=True)])
        shares.append(f"{title}: the ground is {parts}; {wrong} of {len(points)} training points lie on ground of another class")
    show_picture("Regions of the plane by predicted class. " + ". ".join(shares) + ".")


def show_neighbours(
    x_test: torch.Tensor,
    y_test: torch.Tensor,
    x_train: torch.Tensor,
    y_train: torch.Tensor,
    dists: torch.Tensor,
    class_names: Sequence[str],
    chosen: Sequence[int],
    count: int = 7,
) -> None:
    """Show chosen test images, each followed by its nearest training images; dists is (num_train, num_test)."""
    fig, axes = plt.subplots(len(chosen), count + 1, figsize=(1.2 * (count + 1), 1.45 * len(chosen)), squeeze=False)
    for row, j in zip(axes, chosen, strict=True):
        _draw_image(row[0], x_test[j])
        row[0].set_title(class_names[int(y_test[j])], fontsize=11, fontweight="bold")
        for ax, i in zip(row[1:], torch.argsort(dists[:, j], stable=True)[:count], strict=True):
            right = bool(y_train[i] == y_test[j])
            _draw_image(ax, x_train[i])
            ax.set_title(
                ("✓ " if right else "✗ ") + class_names[int(y_train[i])], fontsize=10, color=BLUE if right else RED
            )
    fig.suptitle("A test image (left), then its nearest training images, the nearest first", fontsize=12)
    rows = []
    for j in chosen:
        near = [class_names[int(y_train[i])] for i in torch.argsort(dists[:, j], stable=True)[:count]]
        rows.append(f"{class_names[int(y_test[j])]}, with neighbours {say_list(near)}")
    show_picture(f"Test images, each with its {count} nearest training images. " + ". ".join(rows) + ".")


def show_confusion(y_true: torch.Tensor, y_pred: torch.Tensor, class_names: Sequence[str]) -> None:
    """Show how many images of each class (row) were taken for each class (column)."""
    count = len(class_names)
    table = torch.bincount(y_true.cpu() * count + y_pred.cpu(), minlength=count * count).reshape(count, count)
    _, ax = plt.subplots(figsize=(7, 6.2))
    ax.imshow(table, cmap="Blues", vmin=0)
    for i in range(count):
        for j in range(count):
            if table[i, j]:
                dark = table[i, j] > 0.6 * table.max()
                ax.text(j, i, int(table[i, j]), ha="center", va="center", color="white" if dark else "black")
    ax.set_xticks(range(count), class_names, rotation=45, ha="right")
    ax.set_yticks(range(count), class_names)
    ax.tick_params(length=0)
    ax.set(xlabel="predicted", ylabel="true", title="Who is taken for whom?")
    wrong = table.clone().fill_diagonal_(0)
    most = int(wrong.argmax())
    show_picture(
        f"A table of {int(table.sum())} images, true class by predicted class: {int(table.diagonal().sum())} are right. "
        f"Most often {class_names[most // count]} is taken for {class_names[most % count]}, {int(wrong.max())} times; "
        f"{class_names[int(wrong.sum(dim=0).argmax())]} is predicted wrongly most often, {int(wrong.sum(dim=0).max())} times."
    )


def show_cross_validation(k_to_accuracies: Mapping[int, Sequence[float]], title: str = "Cross-validation on k") -> None:
    """Show every fold's accuracy for each k, with the mean and one standard deviation either way."""
    choices = list(k_to_accuracies)
    values = np.array([list(map(float, k_to_accuracies[k])) for k in choices])
    _, ax = plt.subplots(figsize=(8, 4.6))
    for fold in range(values.shape[1]):
        ax.scatter(choices, values[:, fold], s=18, color=SKY, label="one fold" if fold == 0 else None, zorder=2)
    ax.errorbar(
        choices,
        values.mean(axis=1),
        yerr=values.std(axis=1),
        color=BLUE,
        marker="o",
        capsize=4,
        linewidth=1.8,
        label="mean of the folds ± one standard deviation",
        zorder=3,
    )
    ax.set_xscale("log")
    ax.set_xticks(choices, [str(k) for k in choices])
    ax.minorticks_off()
    ax.set(xlabel="k, the number of neighbours that vote", ylabel="accuracy (%)", title=title)
    ax.grid(alpha=0.25)
    ax.legend(loc="lower center")
    means = dict(zip(choices, values.mean(axis=1), strict=True))
    best = max(means, key=lambda k: (means[k], -k))
    show_picture(
        f"{title}: the mean accuracy is {say_list([f'{mean:.1f} % at k = {k}' for k, mean in means.items()])}. "
        f"It is highest at k = {best}. One standard deviation of the folds is {values.std(axis=1).min():.1f} to {values.std(axis=1).max():.1f} points."
    )


def show_curves(
    curves: Mapping[str, Sequence[float]], ylabel: str = "loss", xlabel: str = "iteration", log: bool = False
) -> None:
    """Show training curves, one line for each name; long ones get a running mean on top of the raw values."""
    _, ax = plt.subplots(figsize=(8, 4.4))
    for place, (name, raw) in enumerate(curves.items()):
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        values, smooth = np.asarray([float(v) for v in raw]), smoothed(raw)
        if len(smooth) < len(values):
            ax.plot(values, color=colour, alpha=0.25, linewidth=0.8)
            ax.plot(np.arange(len(smooth)) + (len(values) - len(smooth)) // 2, smooth, linestyle=dash, color=colour, label=name)
        else:
            ax.plot(values, linestyle=dash, color=colour, marker=MARKERS[place % len(MARKERS)] if len(values) < 40 else None, label=name)
    if log:
        ax.set_yscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(alpha=0.25)
    ax.legend()
    shown = {name: smoothed(values) for name, values in curves.items()}
    steps = max(len(values) for values in curves.values())
    show_picture(f"Curves over {steps} steps ({xlabel}). The {ylabel}: {say_list([f'{name} {say_course(values)}' for name, values in shown.items()])}.")


def smoothed(raw: Sequence[float]) -> np.ndarray:
    """Return a running mean over a fiftieth of the values; short curves stay as they are."""
    values = np.asarray([float(v) for v in raw])
    window = max(1, len(values) // 50)
    return np.convolve(values, np.ones(window) / window, mode="valid")


def show_templates(
    weights: torch.Tensor, class_names: Sequence[str], shape: tuple[int, int, int] = (3, 32, 32)
) -> None:
    """Show the columns of (D, C) weights as images, each stretched to the full range of brightness."""
    columns = min(5, len(class_names))
    rows = -(-len(class_names) // columns)
    _, axes = plt.subplots(rows, columns, figsize=(1.7 * columns, 1.9 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, name, column in zip(axes.flat, class_names, weights.detach().cpu().T, strict=False):
        _draw_image(ax, ((column - column.min()) / (column.max() - column.min() + 1e-12)).reshape(shape))
        ax.set_title(name)
    tints = [(name, column.detach().cpu()[: shape[0] * shape[1] * shape[2]].reshape(shape).mean(dim=(1, 2))) for name, column in zip(class_names, weights.T, strict=False)]
    spoken = [f"{name} {('red', 'green', 'blue')[int(tint.argmax())]}" for name, tint in tints]
    show_picture(f"One picture for each class, made of its weights. The colour that each asks for most: {say_list(spoken)}.")


def _draw_image(ax: plt.Axes, image: torch.Tensor) -> None:
    ax.imshow(image.detach().cpu().permute(1, 2, 0).clamp(0, 1))
    ax.axis("off")


def _draw_points(
    ax: plt.Axes, points: torch.Tensor, labels: torch.Tensor, names: Sequence[str], size: int = 45
) -> None:
    for label, name in enumerate(names):
        chosen = points[labels == label]
        ax.scatter(
            chosen[:, 0],
            chosen[:, 1],
            s=size,
            color=COLOURS[label],
            marker=MARKERS[label],
            edgecolor="white",
            linewidth=0.6,
            label=name,
            zorder=2,
        )
