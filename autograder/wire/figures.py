"""A figure of matplotlib, or its axes → what they show, as plain values; and whether what came over the wire as one is that.

Comes in: a Figure or Axes. Goes out: the parts of a Form: a title, and for each axes its lines, points, bars and images as numbers, its labels, legend
and limits as they are read. Nothing is drawn. Beside student code the class of everything is looked at as the interpreter knows it, and only
functions of matplotlib's own classes are called, so that a subclass can't answer for them; what hides below is the student's claim. On our side
nothing of a figure is built again: its parts are compared as they are, and matplotlib is needed to look at our own alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.model import Array

MOST_AXES = 64
MOST_ARTISTS = 2_000
"""Lines, bars and other things in one axes; a figure of more doesn't travel."""

NUMBERS = ("lines", "points", "bars", "images")
WORDS = ("title", "x label", "y label")
LIMITS = ("x limits", "y limits")
FIXED = "limits set"
"""Whether the limits of x and of y were set by hand; else matplotlib chose them, by its own margins."""

_PARTS = {*NUMBERS, *WORDS, *LIMITS, FIXED, "legend"}
_mro = type.__dict__["__mro__"].__get__
_asarray = np.asarray


def parts_of(value: Any, kind: type) -> dict[str, Any] | None:
    """Return a figure's parts, arrays among them; None for anything else, and for a figure of more than may travel.

    What the student's objects raise on the way is raised.
    """
    figures, axes = (sys.modules.get(f"matplotlib.{name}") for name in ("figure", "axes"))
    if figures is None or axes is None:
        return None
    if _inherits(kind, axes.Axes):
        return {"title": "", "axes": [one]} if (one := _of_axes(value, axes.Axes)) is not None else None
    if not _inherits(kind, figures.Figure):
        return None
    every = [one for one in figures.Figure.get_axes(value) if _inherits(type(one), axes.Axes)]
    made = [_of_axes(one, axes.Axes) for one in every[:MOST_AXES]]
    if len(every) > MOST_AXES or None in made:
        return None
    return {"title": _text(getattr(value, "_suptitle", None)), "axes": made}


def _inherits(kind: type, base: object) -> bool:
    return any(parent is base for parent in _mro(kind))


def _of_axes(value: Any, kind: Any) -> dict[str, Any] | None:
    library = sys.modules
    lines, patches, images, collections = (
        list(getattr(kind, name).__get__(value)) for name in ("lines", "patches", "images", "collections")
    )
    if max(map(len, (lines, patches, images, collections))) > MOST_ARTISTS:
        return None
    line, bar = library["matplotlib.lines"].Line2D, library["matplotlib.patches"].Rectangle
    group, image = library["matplotlib.collections"].PathCollection, library["matplotlib.image"].AxesImage
    legend = kind.get_legend(value)
    named = library["matplotlib.legend"].Legend.get_texts(legend) if legend is not None else []
    return {
        "lines": [_numbers(line.get_xydata(one)) for one in lines if _inherits(type(one), line)],
        "points": [_numbers(group.get_offsets(one)) for one in collections if _inherits(type(one), group)],
        "bars": [_bar(one, bar) for one in patches if _inherits(type(one), bar)],
        "images": [_numbers(image.get_array(one)) for one in images if _inherits(type(one), image)],
        "title": _text(value.title),
        "x label": _text(value.xaxis.label),
        "y label": _text(value.yaxis.label),
        "x limits": [float(one) for one in kind.get_xlim(value)],
        "y limits": [float(one) for one in kind.get_ylim(value)],
        FIXED: [not kind.get_autoscalex_on(value), not kind.get_autoscaley_on(value)],
        "legend": [_text(one) for one in named][:MOST_ARTISTS],
    }


def _bar(value: Any, kind: Any) -> list[float]:
    """Return where a bar's middle is, and how high it is."""
    return [float(kind.get_x(value) + kind.get_width(value) / 2), float(kind.get_height(value))]


def _numbers(value: Any) -> Any:
    """Return numbers as float64; what a mask hides is NaN, as it isn't shown."""
    if _inherits(type(value), np.ma.MaskedArray):
        value = np.ma.MaskedArray.filled(value.astype(np.float64), np.nan)
    return _asarray(value, dtype=np.float64)


def _text(value: Any) -> str:
    kind = sys.modules["matplotlib.text"].Text
    text = kind.get_text(value) if value is not None and _inherits(type(value), kind) else ""
    return text if type(text) is str else ""


# ---------------------------------------------------------------- what came in


def is_figure(parts: Any) -> bool:
    """Say whether these are the parts of a figure; may raise TypeError and the like for what isn't."""
    if type(parts) is not dict or set(parts) != {"title", "axes"} or type(parts["title"]) is not str:
        return False
    return type(parts["axes"]) is list and len(parts["axes"]) <= MOST_AXES and all(map(_is_axes, parts["axes"]))


def _is_axes(parts: Any) -> bool:
    checks: dict[str, Callable[[Any], bool]] = {
        **dict.fromkeys(("lines", "points"), lambda one: _is_array(one) and one.tensor.shape[1:] == (2,)),
        "bars": _is_pair,
        "images": lambda one: _is_array(one) and one.tensor.ndim in (2, 3),
        "legend": lambda one: type(one) is str,
    }
    return (
        type(parts) is dict
        and set(parts) == _PARTS
        and all(type(parts[name]) is str for name in WORDS)
        and all(_is_pair(parts[name]) for name in LIMITS)
        and type(parts[FIXED]) is list
        and [type(one) for one in parts[FIXED]] == [bool, bool]
        and all(type(parts[name]) is list and all(map(check, parts[name])) for name, check in checks.items())
    )


def _is_array(value: Any) -> bool:
    return type(value) is Array and str(value.tensor.dtype) == "torch.float64"


def _is_pair(value: Any) -> bool:
    return type(value) is list and [type(one) for one in value] == [float, float]
