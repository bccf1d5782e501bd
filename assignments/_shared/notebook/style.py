"""How the course's pictures look, and how each is shown: with a description in words, made from its own data.

A description is what a screen reader speaks in place of the picture. JupyterLab leaves out the `alt` text of an image that
matplotlib shows, so a picture is shown as HTML, in which every front end keeps it.
"""

import base64
import html
import io
import sys
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

# Darker than Okabe and Ito's colours, so that a line stands out from white paper by 3 : 1 at least (WCAG 2.2, 1.4.11),
# and still told apart by readers with any colour vision. Lines differ in their dashes, groups of points in their marks too.
BLUE, ORANGE, GREEN, PINK, SKY, RED, GREY, BLACK = (
    "#005A9C",
    "#D67F00",
    "#008060",
    "#B8478C",
    "#3D9AD1",
    "#9A1F0A",
    "#6B6B6B",
    "#000000",
)
COLOURS = (BLUE, ORANGE, GREEN, PINK, SKY, RED, GREY, BLACK)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES = ("-", "--", "-.", (0, (1, 1)), (0, (6, 1, 1, 1, 1, 1)), (0, (8, 3)), (0, (3, 1)), ":")

plt.rcParams.update(
    {
        "figure.dpi": 100,
        "figure.constrained_layout.use": True,
        "figure.facecolor": "white",  # pictures bring their own paper: they read the same on a dark page
        "savefig.facecolor": "white",
        "font.size": 12,
        "axes.titlesize": 13,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "axes.prop_cycle": plt.cycler(color=COLOURS),
        "legend.frameon": False,
        "image.cmap": "cividis",
    }
)


def show_picture(words: str) -> None:
    """Show the current figure, with words that say what there is to see in it."""
    words = " ".join(words.split())
    figure = plt.gcf()
    figure.set_label(words)
    if "IPython" not in sys.modules or not hasattr(sys.modules["IPython"].get_ipython(), "kernel"):  # not in a notebook
        plt.show()
        return
    from IPython.display import display

    image = io.BytesIO()
    figure.savefig(image, format="png", bbox_inches="tight")
    plt.close(figure)
    source = base64.b64encode(image.getvalue()).decode("ascii")
    tag = f'<img alt="{html.escape(words)}" src="data:image/png;base64,{source}">'
    display({"text/html": tag, "text/plain": words}, raw=True)


def say_number(value: float) -> str:
    """Write a number as one reads it aloud: three digits, and no more."""
    value = float(value) + 0.0  # no minus before a zero
    if not np.isfinite(value):
        return "no finite number"
    if value == 0 or 0.001 <= abs(value) < 1e6:
        digits = max(0, 2 - int(np.floor(np.log10(abs(value))))) if value else 0
        return f"{value:,.{digits}f}" if abs(value) >= 100 or not digits else f"{value:.{digits}f}".rstrip("0").rstrip(".")
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{mantissa} times 10 to the {int(power)}"


def say_milliseconds(seconds: float) -> str:
    """Write a time in milliseconds without powers of ten: 3,240 ms, 12.3 ms, 0.45 ms."""
    return f"{say_number(1000 * seconds)} ms"


def say_course(values: Sequence[float]) -> str:
    """Say in words where a curve goes: 'falls from 2.3 to 0.4'."""
    values = np.asarray([float(value) for value in values])
    first, last = values[0], values[-1]
    if not np.isfinite(values).all():
        return f"starts at {say_number(first)} and leaves all bounds"
    spread = float(values.max() - values.min())
    if abs(last - first) <= 0.02 * max(abs(first), abs(last), spread, 1e-300):
        steady = spread <= 0.04 * max(abs(first), 1e-300)
        if steady:
            return f"stays at {say_number(first)}"
        far = values.max() if values.max() - first > first - values.min() else values.min()
        return f"starts and ends near {say_number(first)}, and reaches {say_number(far)} between"
    turn = values.max() if values.max() > max(first, last) + 0.25 * spread else None
    turn = values.min() if values.min() < min(first, last) - 0.25 * spread else turn
    way = "falls" if last < first else "rises"
    return f"{way} from {say_number(first)} to {say_number(last)}" + (f", by way of {say_number(turn)}" if turn is not None else "")


def say_list(parts: Sequence[str]) -> str:
    """Join parts of a sentence: 'a, b and c'."""
    parts = list(parts)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
