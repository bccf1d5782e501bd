"""The pictures of this notebook: each function draws one figure and shows it."""

import matplotlib.pyplot as plt
import numpy as np


def show_power(image: np.ndarray, powered: np.ndarray, p: float) -> None:
    """Show an image in [0, 1] beside its power."""
    _, axes = plt.subplots(1, 2, figsize=(7.5, 3.9))
    for ax, picture, title in zip(axes, (image, powered), ("A", f"A to the power of {p}"), strict=True):
        drawn = ax.imshow(picture, vmin=0, vmax=1)
        ax.set_title(title)
        ax.set(xticks=[], yticks=[])
    plt.colorbar(drawn, ax=axes, shrink=0.9)
    bright, still = (float((picture > 0.5).mean()) for picture in (image, powered))
    show_picture(
        f"An image of rings beside its power of {p}. Values above one half: {100 * bright:.0f} % of the image, "
        f"{100 * still:.0f} % of its power, so the bright rings are thinner; the middle is {say_number(image.max())} in both."
    )


def show_sums(A: np.ndarray, over_rows: np.ndarray, over_columns: np.ndarray) -> None:
    """Show a small matrix with the sums below its columns and beside its rows."""
    _, ax = plt.subplots(figsize=(0.95 * A.shape[1] + 3.4, 0.75 * A.shape[0] + 1.9))
    _draw_grid(ax, A, 0, 0, SKY, "A")
    _draw_grid(ax, over_rows[None], 0, A.shape[0] + 0.6, ORANGE, "")
    _draw_grid(ax, over_columns[:, None], A.shape[1] + 0.6, 0, GREEN, "")
    ax.text(A.shape[1] / 2, A.shape[0] + 1.75, f"sum over axis 0: {over_rows.shape}", ha="center", va="top")
    ax.text(A.shape[1] + 1.8, A.shape[0] / 2, f"sum over axis 1:\n{over_columns.shape}", ha="left", va="center")
    ax.set(xlim=(-0.3, A.shape[1] + 4.4), ylim=(A.shape[0] + 2.5, -0.8))
    ax.set_aspect("equal")
    ax.axis("off")
    show_picture(
        f"A matrix of shape {A.shape} with rows {say_list([str([int(n) for n in row]) for row in A])}. "
        f"Below its columns, the sums over axis 0: {say_list([say_number(n) for n in over_rows])}, shape {over_rows.shape}. "
        f"Beside its rows, the sums over axis 1: {say_list([say_number(n) for n in over_columns])}, shape {over_columns.shape}."
    )


def show_broadcast(column: np.ndarray, row: np.ndarray) -> None:
    """Show how a column (N, 1) and a row (M,) meet: what is stored in strong colour, what is repeated in pale."""
    total = column + row
    n, m = total.shape
    _, ax = plt.subplots(figsize=(11, 0.72 * n + 1.2))
    for place, (values, stored, colour, title) in enumerate(
        (
            (np.broadcast_to(column, (n, m)), (n, 1), SKY, f"column {column.shape}"),
            (np.broadcast_to(row, (n, m)), (1, m), ORANGE, f"row {row.shape}"),
            (total, (n, m), GREEN, f"sum {total.shape}"),
        )
    ):
        _draw_grid(ax, values, place * (m + 1.4), 0, colour, title, stored)
    for place, sign in ((1, "+"), (2, "=")):
        ax.text(place * (m + 1.4) - 0.7, n / 2, sign, ha="center", va="center", fontsize=20)
    ax.set(xlim=(-0.2, 3 * m + 3), ylim=(n + 0.2, -0.9))
    ax.set_aspect("equal")
    ax.axis("off")
    show_picture(
        f"A column of shape {column.shape} with {say_list([str(x) for x in column.ravel()])}, repeated {m} times to the right, "
        f"plus a row of shape {row.shape} with {say_list([str(x) for x in row])}, repeated {n} times downwards, is a matrix of shape {total.shape}; "
        f"its first row is {say_list([str(x) for x in total[0]])}, its last {say_list([str(x) for x in total[-1]])}. The repeated numbers are pale."
    )


def show_shift(P: np.ndarray, v: np.ndarray, D: np.ndarray) -> None:
    """Show points P and where they are after v was subtracted."""
    _, ax = plt.subplots(figsize=(6.2, 4.8))
    ax.scatter(*P.T, color=BLUE, s=28, label="P")
    ax.scatter(*D.T, color=RED, marker="s", s=24, label="D: P less v")
    for start, end in zip(P[:6], D[:6], strict=True):
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": GREY})
    ax.plot(*v.ravel(), "k*", markersize=13, label="v")
    ax.axhline(0, color=GREY, linewidth=0.6, zorder=0)
    ax.axvline(0, color=GREY, linewidth=0.6, zorder=0)
    ax.set_aspect("equal")
    ax.set(xlabel="first axis", ylabel="second axis")
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    place = [say_list([say_number(n) for n in points.mean(axis=0).round(6)]) for points in (P, D)]
    show_picture(
        f"A cloud of {len(P)} points with its mean at {place[0]}, and the same cloud after v = {say_list([say_number(n) for n in v.ravel()])} "
        f"was subtracted: its mean is at {place[1]}, its form is the same."
    )


def show_matrix(D: np.ndarray, title: str) -> None:
    """Show a distance matrix."""
    _, ax = plt.subplots(figsize=(6.8, 4.8))
    drawn = ax.imshow(D, aspect="auto")
    ax.set(xlabel="vector of Y", ylabel="vector of X", title=title)
    plt.colorbar(drawn, ax=ax, label="distance")
    low, middle, high = np.quantile(D, (0.01, 0.5, 0.99))
    show_picture(
        f"{title}: a matrix of {D.shape[0]} by {D.shape[1]} distances. The middle one is {say_number(middle)}, "
        f"and 98 of 100 lie between {say_number(low)} and {say_number(high)}. There are no blocks, only faint stripes."
    )


def show_rounding(offsets: np.ndarray, errors: dict[str, np.ndarray]) -> None:
    """Show the relative error of each method against how far from the origin the points are."""
    _, ax = plt.subplots(figsize=(7, 4.2))
    for (label, values), marker, dash in zip(errors.items(), MARKERS, DASHES, strict=False):
        ax.loglog(offsets, np.maximum(values, 1e-9), marker=marker, linestyle=dash, label=label)
    ax.axhline(1, color=GREY, linestyle=":", label="as large as the distance itself")
    ax.set(xlabel="distance of the points from the origin", ylabel="largest relative error (float32)")
    ax.legend()
    told = [f"{label} from {say_number(values[0])} to {say_number(values[-1])}" for label, values in errors.items()]
    show_picture(
        f"The largest relative error, while the points move from {say_number(offsets[0])} to {say_number(offsets[-1])} away from the origin: "
        f"{say_list(told)}. At an error of 1 nothing is left of the distance."
    )


def show_timing(measured: dict[str, float], deck: dict[str, float]) -> None:
    """Print measured and published seconds as a table, and draw both as bars on a log scale."""
    slowest, deck_slowest = max(measured.values()), max(deck.values())
    print(f"{'':<24}{'here':>12}{'':>10}{'the deck':>12}")
    for label, seconds in measured.items():
        print(
            f"{label:<24}{seconds:>10.4f} s{slowest / seconds:>8.0f} ×{deck[label]:>11.4f} s{deck_slowest / deck[label]:>7.0f} ×"
        )
    _, ax = plt.subplots(figsize=(8.2, 3.9))
    places = np.arange(len(measured))
    for shift, (values, colour, label) in zip(
        (-0.2, 0.2), ((measured, BLUE, "this machine"), (deck, ORANGE, "the deck")), strict=True
    ):
        bars = ax.barh(places + shift, list(values.values()), 0.38, color=colour, label=label)
        ax.bar_label(bars, [f" {say_number(seconds)} s" for seconds in values.values()])
    ax.set_xscale("log")
    ax.set_yticks(places, list(measured))
    ax.invert_yaxis()
    ax.set_xlim(0.2 * min(*measured.values(), *deck.values()), 6 * max(slowest, deck_slowest))
    ax.set(xlabel="seconds (log scale: each step is ten times the last)", title="300 × 400 distances in 128 dimensions")
    ax.legend(loc="lower right")
    told = [f"{label} {say_number(seconds)} s here and {say_number(deck[label])} s in the deck" for label, seconds in measured.items()]
    show_picture(f"Bars of times on a logarithmic scale: {'; '.join(told)}.")


def _draw_grid(
    ax: plt.Axes,
    values: np.ndarray,
    left: float,
    top: float,
    colour: str,
    title: str,
    stored: tuple[int, int] | None = None,
) -> None:
    """Draw numbers in squares; those outside `stored` are copies, and pale."""
    rows, columns = stored or values.shape
    for i, line in enumerate(values):
        for j, value in enumerate(line):
            real = i < rows and j < columns
            square = plt.Rectangle(
                (left + j, top + i),
                1,
                1,
                facecolor=colour,
                alpha=0.75 if real else 0.18,
                edgecolor="white",
                linewidth=2,
            )
            ax.add_patch(square)
            ax.text(
                left + j + 0.5,
                top + i + 0.5,
                f"{value:g}",
                ha="center",
                va="center",
                color="black" if real else "0.35",
            )
    ax.text(left + values.shape[1] / 2, top - 0.25, title, ha="center", va="bottom")
