"""Ask what a function or a cell draws: the axes of the figures that it makes, with their lines, points, bars, images and labels.

Comes in: a figure in the process that drew it, as plain numbers and texts. Goes out: whether it shows what ours shows. Colours, sizes and order of
the figures' making are the student's own; where a label stands its words are too, unless the author asks for the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from autograder.checks import judges
from autograder.checks.figure_comparison import difference
from autograder.model import CaseInputs, CaseKind

DRIVER = '''
def plots_(student, function_, **inputs):
    """Call a function, and return what is in the axes of the figures that it showed, that it left open, and of one that it returned."""
    import weakref

    import matplotlib.pyplot as plt
    import numpy as np

    def read(figure):
        seen.add(figure)
        for axes in figure.get_axes():
            legend = axes.get_legend()
            patches = [patch for patch in axes.patches if hasattr(patch, "get_height")]
            shown.append(
                {
                    "lines": [np.asarray(line.get_xydata(), dtype=np.float64) for line in axes.lines],
                    "points": [np.asarray(one.get_offsets(), dtype=np.float64) for one in axes.collections if hasattr(one, "get_offsets")],
                    "bars": [[float(patch.get_x() + patch.get_width() / 2), float(patch.get_height())] for patch in patches],
                    "images": [np.asarray(image.get_array(), dtype=np.float64) for image in axes.images],
                    "title": str(axes.get_title()),
                    "x label": str(axes.get_xlabel()),
                    "y label": str(axes.get_ylabel()),
                    "legend": [str(text.get_text()) for text in legend.get_texts()] if legend else [],
                }
            )

    def show(*args, **named):  # as in a notebook: what is open is seen as it is now, and closed
        for number in plt.get_fignums():
            read(plt.figure(number))
        plt.close("all")

    shown, seen, before = [], weakref.WeakSet(), plt.show
    plt.switch_backend("agg")
    plt.close("all")  # what an earlier run left would be drawn into
    plt.show = show
    try:
        returned = getattr(student, function_)(**inputs)
    finally:
        plt.show = before
    show()
    returned = returned[0] if isinstance(returned, tuple) and returned else returned
    returned = getattr(returned, "figure", returned)
    if hasattr(returned, "get_axes") and returned not in seen:
        read(returned)
    return shown
'''
"""How the question is put, in the sandbox and on the trusted side alike; no secret is in it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Judge the axes that were drawn, one by one."""

    same_words: bool = False
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: list[Mapping[str, Any]], inputs: CaseInputs) -> str | None:
        """Name the first axes, and what of them is missing or other than it should be."""
        asked = replace(inputs, library="numpy")
        return difference(
            got, expected, lambda one, ours, _: judges.close()(one, ours, asked), same_words=self.same_words
        )


def drawn_by(call: Callable[..., Any], inputs: Mapping[str, Any]) -> Any:
    """Return what a function of ours draws."""
    names: dict[str, Any] = {"__name__": "drivers"}
    exec(compile(DRIVER, "<drivers>", "exec"), names)
    return names["plots_"](SimpleNamespace(ours=call), "ours", **inputs)
