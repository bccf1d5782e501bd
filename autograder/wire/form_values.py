"""A Form → the value that it stands for; and whether what came over the wire as a Form is one.

Comes in: a Form. Goes out: the value, or a verdict. What came from a student's process is a claim like all else: `proper` looks whether the parts
are of the kind, and nothing of theirs is ever called, loaded or unpickled; pandas, SciPy and Pillow are imported for building alone, never to look.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import fractions
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.model import Form
from autograder.wire import figures
from autograder.wire.forms import DATES, MODES, MOST_DIGITS, MOST_FIELDS, WIDEST

PROTOCOLS = ("__array", "__cuda", "__dlpack", "__torch")
"""How attributes begin by which libraries take an object for numbers."""

_LONGEST_CSR = 1 << 20
_HEX = re.compile(r"-?0x[0-9a-f]{1,8001}")

# ---------------------------------------------------------------- Forms → values


def built(form: Form, parts: Any) -> Any:
    """Make a value of a Form whose parts are values already, with arrays as NumPy's; raises TypeError and the like for what none can be made of."""
    match form.kind:
        case "set" | "frozenset":
            return (set if form.kind == "set" else frozenset)(parts)
        case "dict":
            return {_hashable(key): item for key, item in parts}
        case "bytes":
            return parts.tobytes()
        case "int":
            return int(parts, 16)
        case "complex":
            return complex(*parts)
        case "fraction":
            return fractions.Fraction(*(int(part, 16) for part in parts))
        case "decimal":
            return decimal.Decimal(parts)
        case "datetime" | "date" | "time":
            return DATES[form.kind].fromisoformat(parts)
        case "timedelta":
            return datetime.timedelta(*parts)
        case "array":
            return _array(parts)
        case "named" | "fields":
            return dataclasses.make_dataclass("Fields", list(parts), frozen=True)(**parts)
    return _built_of_library(form.kind, parts)


def _array(parts: Any) -> Any:
    items = parts["items"]
    made = np.empty(len(items), dtype=object)
    made[:] = items
    if items and all(type(item) is str for item in items):
        made = made.astype(str)
    return made.reshape(parts["shape"])


def _hashable(key: Any) -> Any:
    return tuple(map(_hashable, key)) if isinstance(key, (list, tuple)) else key


def _built_of_library(kind: str, parts: Any) -> Any:
    if kind in ("frame", "series", "index"):
        import pandas as pd

        if kind == "index":
            return pd.Index(parts["values"])
        index = pd.Index(parts["index"])
        if kind == "series":
            return pd.Series(parts["values"], index=index, name=_hashable(parts["name"]))
        made = pd.DataFrame(dict(enumerate(parts["data"])), index=index)
        made.columns = pd.Index([_hashable(label) for label in parts["columns"]])
        return made
    if kind == "sparse":
        from scipy.sparse import coo_array

        made = coo_array((parts["values"], tuple(parts["places"].T)), shape=tuple(parts["shape"]))
        # whose rows take memory, filled or not
        return made.tocsr() if max(parts["shape"], default=0) <= _LONGEST_CSR else made
    if kind == "image":
        from PIL import Image

        return Image.fromarray(parts["pixels"]).convert(parts["mode"])
    if kind == "figure":
        return parts  # what it shows, which is all that can be told of it
    raise ValueError(f"nothing is built of {kind}")


# ---------------------------------------------------------------- Forms that came in


def proper(form: Form) -> bool:
    """Say whether a Form's parts are what its kind has; nothing is built but numbers and times."""
    check = _PROPER.get(form.kind)
    try:
        return check is not None and bool(check(form.parts))
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
        return False


def _is_hex(text: Any) -> bool:
    return type(text) is str and _HEX.fullmatch(text) is not None


def _is_named(parts: Any) -> bool:
    named = type(parts) is dict and len(parts) <= MOST_FIELDS and all(type(name) is str for name in parts)
    return named and not _are_protocols(list(parts))


def _are_protocols(labels: Any) -> bool:
    """Say whether a name of a field, or a label of a table, which is an attribute, too, is one by which NumPy reads memory where it says."""
    return type(labels) is list and any(type(one) is str and one.startswith(PROTOCOLS) for one in labels)


def _is_time(kind: str) -> Callable[[Any], bool]:
    return lambda text: type(text) is str and len(text) < 64 and DATES[kind].fromisoformat(text) is not None


def length(column: Any) -> int:
    """Count the entries of a column, a tensor or array of one axis, or a list; raises TypeError for anything else."""
    if type(column) is list:
        return len(column)
    tensor = getattr(column, "tensor", column)
    if tensor.ndim != 1:
        raise TypeError
    return int(tensor.shape[0])


def _is_table(parts: Any) -> bool:
    rows = length(parts["index"])
    named = set(parts) == {"columns", "index", "data"} and type(parts["columns"]) is type(parts["data"]) is list
    return (
        named
        and not _are_protocols(parts["columns"])
        and not _are_protocols(parts["index"])
        and len(parts["columns"]) == len(parts["data"])
        and all(length(one) == rows for one in parts["data"])
    )


def _is_series(parts: Any) -> bool:
    named = set(parts) == {"name", "index", "values"} and not _are_protocols(parts["index"])
    return named and length(parts["index"]) == length(parts["values"])


def _sizes(shape: Any) -> list[int]:
    if type(shape) is not list or len(shape) > 16 or not all(type(size) is int and 0 <= size < 2**40 for size in shape):
        raise TypeError
    return shape


def _is_array(parts: Any) -> bool:
    count = 1
    for size in _sizes(parts["shape"]):
        count *= size
    return set(parts) == {"shape", "items"} and type(parts["items"]) is list and count == len(parts["items"])


def _is_sparse(parts: Any) -> bool:
    places, values, shape = parts["places"].tensor, parts["values"].tensor, _sizes(parts["shape"])
    if set(parts) != {"shape", "places", "values"} or places.dtype != torch.int64 or values.ndim != 1 or len(shape) > 2:
        return False
    fits = tuple(places.shape) == (values.shape[0], len(shape)) and bool((places >= 0).all())
    return fits and bool((places < torch.tensor(shape, dtype=torch.int64)).all())


def _is_image(parts: Any) -> bool:
    channels = MODES[parts["mode"]]
    shape = tuple(parts["pixels"].tensor.shape)
    return (
        set(parts) == {"mode", "pixels"}
        and (shape[2:] == (channels,) if channels else True)
        and len(shape) == 2 + bool(channels)
        and max(shape[:2]) <= WIDEST
    )


_PROPER: dict[str, Callable[[Any], bool]] = {
    "set": lambda parts: type(parts) is list,
    "frozenset": lambda parts: type(parts) is list,
    "dict": lambda parts: type(parts) is list and all(type(pair) is list and len(pair) == 2 for pair in parts),
    "bytes": lambda parts: parts.tensor.ndim == 1 and str(parts.tensor.dtype) == "torch.uint8",
    "named": _is_named,
    "fields": _is_named,
    "int": _is_hex,
    "complex": lambda parts: type(parts) is list and [type(part) for part in parts] == [float, float],
    "fraction": lambda parts: (
        type(parts) is list and len(parts) == 2 and all(map(_is_hex, parts)) and int(parts[1], 16) > 0
    ),
    "decimal": lambda text: type(text) is str and len(text) <= MOST_DIGITS and decimal.Decimal(text) is not None,
    **{kind: _is_time(kind) for kind in DATES},
    "timedelta": lambda parts: type(parts) is list and len(parts) == 3 and datetime.timedelta(*parts) is not None,
    "array": _is_array,
    "frame": _is_table,
    "series": _is_series,
    "index": lambda parts: set(parts) == {"values"} and length(parts["values"]) >= 0,
    "sparse": _is_sparse,
    "image": _is_image,
    "figure": figures.is_figure,
}
KINDS = frozenset(_PROPER)
