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

NUMBERS = ("lines", "points", "bars", "images")
_ONE = {"lines": "line", "points": "set of points", "bars": "bar", "images": "image"}
WORDS = ("title", "x label", "y label")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Judge the axes that were drawn, one by one."""

    same_words: bool = False
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: list[Mapping[str, Any]], inputs: CaseInputs) -> str | None:
        """Name the first axes, and what of them is missing or other than it should be."""
        if not isinstance(got, list) or not all(isinstance(one, Mapping) for one in got):
            return "expected a figure, got another kind of answer"
        if not got and expected:
            return "no axes were drawn"
        if len(got) != len(expected):
            return f"expected {len(expected)} axes, got {min(len(got), 9999)}"
        for number, (seen, right) in enumerate(zip(got, expected, strict=True), start=1):
            of = f"axes {number}: " if len(expected) > 1 else ""
            if said := self._numbers(seen, right, inputs) or self._words(seen, right):
                return of + said
        return None

    def _numbers(self, seen: Mapping[str, Any], right: Mapping[str, Any], inputs: CaseInputs) -> str | None:
        for part in NUMBERS:
            drawn, wanted = seen.get(part), right[part]
            if not isinstance(drawn, list):
                return f"the {part} can't be read"
            if len(drawn) != len(wanted):
                named = _ONE[part] if len(wanted) == 1 else part
                return f"expected {len(wanted)} {named}, got {min(len(drawn), 9999)}"
            for one, ours in zip(drawn, wanted, strict=True):
                if said := judges.close()(one, ours, replace(inputs, library="numpy")):
                    return f"{part}: {said}"
        return None

    def _words(self, seen: Mapping[str, Any], right: Mapping[str, Any]) -> str | None:
        for part in WORDS:
            if right[part] and not _same(seen.get(part), right[part], self.same_words):
                return f"the {part} isn't as expected" if seen.get(part) else f"there is no {part}"
        written, wanted = seen.get("legend"), right["legend"]
        if wanted and (not isinstance(written, list) or len(written) < len(wanted)):
            return f"expected a legend with {len(wanted)} entries"
        if self.same_words and any(
            not _same(one, ours, True) for one, ours in zip(written or (), wanted, strict=False)
        ):
            return "the legend isn't as expected"
        return None


def drawn_by(call: Callable[..., Any], inputs: Mapping[str, Any]) -> Any:
    """Return what a function of ours draws."""
    names: dict[str, Any] = {"__name__": "drivers"}
    exec(compile(DRIVER, "<drivers>", "exec"), names)
    return names["plots_"](SimpleNamespace(ours=call), "ours", **inputs)


def _same(seen: Any, right: str, same_words: bool) -> bool:
    if not isinstance(seen, str) or not seen.strip():
        return False
    return not same_words or " ".join(seen.casefold().split()) == " ".join(right.casefold().split())
