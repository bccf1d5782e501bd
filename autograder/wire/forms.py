"""Values of types that have no form of their own on the wire → a Form: the kind, and its parts as plain values.

Comes in: a set, a date, a table and so on, and how its parts are made plain. Goes out: a Form; `form_values` makes the value again. Beside student
code a value may lie about its class, so that types are looked at as the interpreter knows them, and only functions of the type itself are called.
pandas, SciPy and Pillow are used where they are imported already.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import fractions
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.model import Form
from autograder.wire import figures

MOST_BITS = 32_000
"""Of an integer; more isn't told."""
MOST_DIGITS = 5_000
"""Letters of a decimal number."""
MOST_FIELDS = 200
"""Of an object; to build a class of more takes long."""
WIDEST = 1 << 16
"""Pixels of an image along an axis."""
MODES = {
    "1": 0,
    "L": 0,
    "P": 0,
    "I": 0,
    "F": 0,
    "LA": 2,
    "RGB": 3,
    "HSV": 3,
    "YCbCr": 3,
    "LAB": 3,
    "RGBA": 4,
    "CMYK": 4,
}
"""Of images: how many numbers a pixel has, 0 for one without an axis of its own."""

Each = Callable[[Any], Any]
"""Makes a part plain: lists, dicts with text as keys, texts, numbers, arrays, and values that become Forms themselves."""

_mro = type.__dict__["__mro__"].__get__
_getattribute = object.__getattribute__
_set_items, _frozenset_items = set.__iter__, frozenset.__iter__
_dict_items, _tuple_items = dict.items, tuple.__iter__
_shape_of = np.ndarray.__dict__["shape"].__get__
_tolist = np.ndarray.tolist
_asarray = np.asarray
_isoformat: dict[type, Callable[[Any], str]] = {
    datetime.datetime: datetime.datetime.isoformat,
    datetime.date: datetime.date.isoformat,
    datetime.time: datetime.time.isoformat,
}
DATES: dict[str, Any] = {"datetime": datetime.datetime, "date": datetime.date, "time": datetime.time}


def _inherits(kind: type, base: object) -> bool:
    return any(parent is base for parent in _mro(kind))


# ---------------------------------------------------------------- values → Forms


def of(value: Any, each: Each) -> Form | None:
    """Return a value's Form; None for a type that has none, and for a number that is too long."""
    kind = type(value)
    for make in (_of_library, _of_container, _of_number, _of_time, _of_object, _of_array):
        made = make(value, kind, each)
        if made is not None:
            return made
    return None


def _of_container(value: Any, kind: type, each: Each) -> Form | None:
    if _inherits(kind, set):
        return Form("set", each([_member(one) for one in _set_items(value)]))
    if _inherits(kind, frozenset):
        return Form("frozenset", each([_member(one) for one in _frozenset_items(value)]))
    if _inherits(kind, dict):
        return Form("dict", each([[_member(key), item] for key, item in _dict_items(value)]))
    if kind is bytes or kind is bytearray:
        return Form("bytes", each(np.frombuffer(value, dtype=np.uint8)))
    fields = next((vars(one).get("_fields") for one in _mro(kind) if "_fields" in vars(one)), None)
    if _inherits(kind, tuple) and type(fields) is tuple and all(type(name) is str for name in fields):
        items = list(_tuple_items(value))
        fits = len(items) == len(fields) <= MOST_FIELDS
        return Form("named", each(dict(zip(fields, items, strict=True)))) if fits else None
    return None


def _member(value: Any) -> Any:
    """Make a NumPy scalar, alone or in a tuple, the Python value that it equals: in a set, or as a key, Python takes the two for one."""
    if _inherits(type(value), np.generic):
        plain = _tolist(_asarray(value))
        return plain if type(plain) in (bool, int, float, complex, str, bytes) else value
    return tuple(map(_member, _tuple_items(value))) if type(value) is tuple else value


def _of_number(value: Any, kind: type, each: Each) -> Form | None:
    if kind is int:
        return Form("int", hex(value)) if value.bit_length() <= MOST_BITS else None
    if kind is complex:
        return Form("complex", each([value.real, value.imag]))
    if kind is fractions.Fraction:
        parts = value.numerator, value.denominator
        fits = all(part.bit_length() <= MOST_BITS for part in parts)
        return Form("fraction", [hex(part) for part in parts]) if fits else None
    if kind is decimal.Decimal:
        text = str(value)
        return Form("decimal", text) if len(text) <= MOST_DIGITS else None
    return None


def _of_time(value: Any, kind: type, _: Each) -> Form | None:
    for name, base in DATES.items():
        if _inherits(kind, base):
            return None if value != value else Form(name, _isoformat[base](value))  # noqa: PLR0124 - pandas' NaT is a datetime
    if _inherits(kind, datetime.timedelta) and value == value:  # noqa: PLR0124
        return Form("timedelta", [int(value.days), int(value.seconds), int(value.microseconds)])
    return None


def _of_object(value: Any, kind: type, each: Each) -> Form | None:
    known = next((vars(one)["__dataclass_fields__"] for one in _mro(kind) if "__dataclass_fields__" in vars(one)), None)
    if type(known) is not dict:
        return None
    plain_field = getattr(dataclasses, "_FIELD")  # noqa: B009 - neither a class variable nor what __init__ alone takes
    names = [str(one.name) for one in known.values() if getattr(one, "_field_type", None) is plain_field]
    return (
        Form("fields", each({name: _getattribute(value, name) for name in names}))
        if len(names) <= MOST_FIELDS
        else None
    )


def _of_array(value: Any, kind: type, each: Each) -> Form | None:
    """Take arrays of texts, objects and times; those of numbers travel as they are."""
    if kind is not np.ndarray or value.dtype.kind not in "USOMm":
        return None
    shape = _shape_of(value)
    if value.dtype.kind in "Mm":
        value = value.astype(f"{value.dtype.kind}8[us]")
    return Form("array", each({"shape": list(shape), "items": _tolist(value.reshape(-1))}))


# ---------------------------------------------------------------- libraries that may be there


def _of_library(value: Any, kind: type, each: Each) -> Form | None:
    pandas, sparse, image = (sys.modules.get(name) for name in ("pandas", "scipy.sparse", "PIL.Image"))
    if pandas is not None and _inherits(kind, pandas.DataFrame):
        data = [_column(value.iloc[:, at], pandas) for at in range(value.shape[1])]
        return Form(
            "frame", each({"columns": _labels(value.columns), "index": _column(value.index, pandas), "data": data})
        )
    if pandas is not None and _inherits(kind, pandas.Series):
        name = value.name
        return Form(
            "series", each({"name": name, "index": _column(value.index, pandas), "values": _column(value, pandas)})
        )
    if pandas is not None and _inherits(kind, pandas.Index):
        return Form("index", each({"values": _column(value, pandas)}))
    if sparse is not None and (_inherits(kind, sparse.sparray) or _inherits(kind, sparse.spmatrix)):
        listed = value.tocoo(copy=True)
        listed.sum_duplicates()
        places = np.stack([np.asarray(one, dtype=np.int64) for one in listed.coords], axis=1)
        values = _travelling(np.asarray(listed.data))
        return Form("sparse", each({"shape": list(listed.shape), "places": places, "values": values}))
    if image is not None and _inherits(kind, image.Image) and value.mode in MODES and max(value.size) <= WIDEST:
        return Form("image", each({"mode": str(value.mode), "pixels": np.asarray(value)}))
    drawn = figures.parts_of(value, kind)
    return Form("figure", each(drawn)) if drawn is not None else None


def _travelling(numbers: Any) -> Any:
    """Give numbers of a width that doesn't travel one that does; a list where integers need more than 64 bits."""
    if numbers.dtype.kind == "u" and numbers.dtype != np.uint8:
        return numbers.astype(np.int64) if not len(numbers) or int(numbers.max()) < 2**63 else numbers.tolist()
    return numbers.astype(np.float64) if numbers.dtype.kind == "f" and numbers.dtype.itemsize > 8 else numbers


def _labels(index: Any) -> list[Any]:
    return [label.item() if isinstance(label, np.generic) else label for label in index.tolist()]


def _column(column: Any, pandas: Any) -> Any:
    """Return a column's values: an array where they are numbers, else a list with None for what is missing."""
    if _inherits(type(column), pandas.MultiIndex):
        return _labels(column)
    kind = getattr(column.dtype, "kind", "O")
    if kind in "biuf" and not isinstance(column.dtype, pandas.CategoricalDtype):
        if isinstance(column.dtype, np.dtype):
            numbers = column.to_numpy()
        else:
            missing = bool(column.isna().any())
            numbers = (
                column.to_numpy(dtype=float, na_value=np.nan)
                if missing
                else column.to_numpy(dtype=f"{kind}8" if kind in "iuf" else bool)
            )
        return _travelling(numbers)
    missing_values = column.isna()
    return [
        None if gone else item for item, gone in zip(column.tolist(), np.asarray(missing_values).tolist(), strict=True)
    ]
