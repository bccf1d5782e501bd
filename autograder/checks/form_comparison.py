"""Whether an answer of a type of its own is the expected one: sets, numbers of other kinds, times, objects by their fields, tables, images.

In: an answer as it came off the wire, a Form of ours, and `walk` with its leaf, by which parts are compared: numbers have the tolerance of the judge
that asks. Out: None, or one sentence about the first difference, without a value of either side.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch

from autograder.checks.answers import CALLED, describe
from autograder.checks.figure_comparison import of_parts
from autograder.conventions.plurals import counted, some_of
from autograder.model import Array, Form
from autograder.wire.form_values import length

Compare = Callable[[Any, Any, str], "str | None"]
"""(got, expected, name) → what differs: walk with its leaf."""


def compare(got: Any, expected: Form, name: str, inner: Compare) -> str | None:
    """Compare an answer with a Form of ours."""
    label = f"{name}: " if name else ""
    if expected.kind == "dict":
        return _dict(got, expected, name, inner)
    if expected.kind in ("int", "fraction", "decimal", "complex"):
        return _number(got, expected, name, inner)
    same = isinstance(got, Form) and (got.kind == expected.kind or {got.kind, expected.kind} == {"set", "frozenset"})
    if not same:
        return f"{label}expected {describe(expected)}, got {describe(got)}"
    return f"{label}{said}" if (said := _KINDS[expected.kind](got.parts, expected.parts, inner)) else None


# ---------------------------------------------------------------- numbers, texts of times, bytes


def _number(got: Any, expected: Form, name: str, inner: Compare) -> str | None:
    """Compare by value, whatever of these types it has; exactly, but where a complex number is expected or a float came."""
    label = f"{name}: " if name else ""
    if expected.kind == "complex":
        seen = got.parts if isinstance(got, Form) and got.kind == "complex" else [got, 0.0] if _is_real(got) else None
        if seen is None:
            return f"{label}expected a complex number, got {describe(got)}"
        return inner(
            Array(torch.tensor(seen, dtype=torch.float64), library=""),
            torch.tensor(expected.parts, dtype=torch.float64),
            name,
        )
    if isinstance(got, Form) and got.kind == expected.kind:
        return None if _exact(got) == _exact(expected) else f"{label}the {CALLED[got.kind]} is wrong"
    if expected.kind != "int" and type(got) is int and _exact(expected) == got:
        return f"{label}expected a {CALLED[expected.kind]}, got a Python int of the same size"
    return f"{label}expected a {CALLED[expected.kind]}{' of more than 64 bits' if expected.kind == 'int' else ''}, got {describe(got)}"


def _is_real(got: Any) -> bool:
    return type(got) in (int, float)


def _exact(form: Form) -> Any:
    if form.kind == "int":
        return int(form.parts, 16)
    if form.kind == "fraction":
        return fractions.Fraction(*(int(part, 16) for part in form.parts))
    number = decimal.Decimal(form.parts)
    return "NaN" if number.is_nan() else number


def _time(kind: type[datetime.date] | type[datetime.time]) -> Callable[[Any, Any, Compare], str | None]:
    def compared(got: str, expected: str, _: Compare) -> str | None:
        seen, right = kind.fromisoformat(got), kind.fromisoformat(expected)
        zones = [getattr(one, "tzinfo", None) for one in (seen, right)]
        if (zones[0] is None) != (zones[1] is None):
            return "expected a time " + ("with its zone" if zones[1] else "without a zone")
        return None if seen == right else f"the {kind.__name__} is wrong"

    return compared


def _span(got: Sequence[int], expected: Sequence[int], _: Compare) -> str | None:
    return None if datetime.timedelta(*got) == datetime.timedelta(*expected) else "the time span is wrong"


def _bytes(got: Array, expected: torch.Tensor, _: Compare) -> str | None:
    if got.tensor.shape != expected.shape:
        return f"expected {counted(len(expected), 'byte')}, got {min(len(got.tensor), 9999)}"
    wrong = int((got.tensor != expected).sum())
    return f"{some_of(wrong, len(expected), 'byte')} wrong" if wrong else None


# ---------------------------------------------------------------- sets and dicts


def _key(value: Any) -> Any:
    """Return what two members or keys have in common that Python takes for one; NaN is one with itself."""
    if isinstance(value, Form) and value.kind in ("int", "fraction", "decimal"):
        return "number", _exact(value)
    if isinstance(value, Form):
        return value.kind, _key(value.parts)
    if isinstance(value, (list, tuple)):
        return ("items", *map(_key, value))
    if isinstance(value, dict):
        return ("fields", *((name, _key(item)) for name, item in value.items()))
    if isinstance(value, (Array, torch.Tensor)):
        tensor = value.tensor if isinstance(value, Array) else value
        if tensor.ndim == 0:
            return _key(tensor.item())
        return tuple(tensor.shape), tuple(map(repr, tensor.reshape(-1).tolist()))
    if isinstance(value, (bool, int, float)):
        return "number", "nan" if value != value else value  # noqa: PLR0124
    return type(value).__name__, value


def _set(got: Sequence[Any], expected: Sequence[Any], inner: Compare) -> str | None:
    if len(got) != len(expected):
        return f"expected {counted(len(expected), 'member')}, got {min(len(got), 9999)}"
    wanted, seen = {_key(one): one for one in expected}, {_key(one): one for one in got}
    missing = [one for key, one in wanted.items() if key not in seen]
    others = [one for key, one in seen.items() if key not in wanted]
    if not missing:
        return None
    if len(missing) == len(others) and all(_is_finite(one) for one in (*missing, *others)):
        numbers = [torch.tensor(sorted(map(float, some)), dtype=torch.float64) for some in (others, missing)]
        if inner(Array(numbers[0], library=""), numbers[1], "members") is None:
            return None
    return f"{some_of(len(missing), len(expected), 'member')} missing, and others are there"


def _is_finite(value: Any) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _dict(got: Any, expected: Form, name: str, inner: Compare) -> str | None:
    label = f"{name}: " if name else ""
    pairs = (
        list(got.items())
        if isinstance(got, dict)
        else got.parts
        if isinstance(got, Form) and got.kind == "dict"
        else None
    )
    if pairs is None:
        return f"{label}expected a dict, got {describe(got)}"
    seen = {_key(key): item for key, item in pairs}
    wanted = [(_key(key), item) for key, item in expected.parts]
    if missing := [key for key, _ in wanted if key not in seen]:
        return f"{label}{some_of(len(missing), len(wanted), 'key')} missing"
    if len(pairs) > len(wanted):
        return f"{label}expected {counted(len(wanted), 'key')}, got {min(len(pairs), 9999)}"
    found = (
        inner(seen[key], item, f"{name}[key {at}]" if name else f"key {at}") for at, (key, item) in enumerate(wanted, 1)
    )
    return next(filter(None, found), None)


def _fields(got: Any, expected: Any, inner: Compare) -> str | None:
    if missing := [field for field in expected if field not in got]:
        return f"the field {missing[0]} is missing"
    if len(got) > len(expected):
        return f"expected {counted(len(expected), 'field')}, got {min(len(got), 9999)}"
    return next(filter(None, (inner(got[field], value, f"field {field}") for field, value in expected.items())), None)


# ---------------------------------------------------------------- arrays and tables


def _array(got: Any, expected: Any, inner: Compare) -> str | None:
    if got["shape"] != expected["shape"]:
        seen = tuple(got["shape"]) if len(got["shape"]) <= 4 and max(got["shape"], default=0) <= 9999 else "another one"
        return f"expected shape {tuple(expected['shape'])}, got {seen}"
    wrong = sum(inner(a, b, "") is not None for a, b in zip(got["items"], expected["items"], strict=True))
    return f"{some_of(wrong, len(expected['items']), 'entry', 'entries')} wrong" if wrong else None


def _frame(got: Any, expected: Any, inner: Compare) -> str | None:
    seen, wanted = [_key(one) for one in got["columns"]], [_key(one) for one in expected["columns"]]
    if seen != wanted:
        labels = dict(zip(wanted, expected["columns"], strict=True))
        if missing := [key for key in wanted if key not in seen]:
            return f"the column {_label(labels[missing[0]])} is missing"
        if len(seen) != len(wanted):
            return f"expected {counted(len(wanted), 'column')}, got {min(len(seen), 9999)}"
        return "the columns are in another order"
    if said := _index(got["index"], expected["index"], inner):
        return said
    found = (
        _column(a, b, f"column {_label(label)}", inner)
        for a, b, label in zip(got["data"], expected["data"], expected["columns"], strict=True)
    )
    return next(filter(None, found), None)


def _series(got: Any, expected: Any, inner: Compare) -> str | None:
    if said := _index(got["index"], expected["index"], inner) or _column(got["values"], expected["values"], "", inner):
        return said
    return None if _key(got["name"]) == _key(expected["name"]) else "the Series has another name than expected"


def _pandas_index(got: Any, expected: Any, inner: Compare) -> str | None:
    seen, wanted = _long(got["values"]), _long(expected["values"])
    if seen != wanted:
        return f"expected {counted(wanted, 'label')}, got {min(seen, 9999)}"
    return _column(got["values"], expected["values"], "", inner)


def _index(got: Any, expected: Any, inner: Compare) -> str | None:
    seen, wanted = _long(got), _long(expected)
    if seen != wanted:
        return f"expected {counted(wanted, 'row')}, got {min(seen, 9999)}"
    if _column(got, expected, "", inner) is None:
        return None
    keys = [sorted(map(repr, map(_key, _listed(one)))) for one in (got, expected)]
    return (
        "the rows are in another order, or have each other's labels"
        if keys[0] == keys[1]
        else "the index isn't the expected one"
    )


def _column(got: Any, expected: Any, name: str, inner: Compare) -> str | None:
    """Compare two columns: as numbers where ours are numbers, else entry by entry."""
    label = f"{name}: " if name else ""
    right = _listed(expected) if isinstance(expected, list) else expected
    if isinstance(right, torch.Tensor):
        if not isinstance(got, Array):
            return f"{label}expected numbers, got values of another type"
        if not right.is_floating_point() and got.tensor.is_floating_point() and right.dtype != torch.bool:
            right = right.to(torch.float64)
        return inner(Array(got.tensor, library=""), right, name)
    seen = _listed(got)
    wrong = sum(inner(a, b, "") is not None for a, b in zip(seen, right, strict=True))
    return f"{label}{some_of(wrong, len(right), 'value')} wrong" if wrong else None


def _long(column: Any) -> int:
    return length(column) if isinstance(column, list) else len(_tensor(column))


def _tensor(value: Any) -> torch.Tensor:
    return value.tensor if isinstance(value, Array) else value


def _listed(column: Any) -> list[Any]:
    return column if isinstance(column, list) else _tensor(column).tolist()


def _label(label: Any) -> str:
    return repr(label) if isinstance(label, (str, int)) else "of another type"


def _sparse(got: Any, expected: Any, inner: Compare) -> str | None:
    if got["shape"] != expected["shape"]:
        return f"expected shape {tuple(expected['shape'])}, got {tuple(got['shape']) if max(got['shape'], default=0) <= 9999 else 'another one'}"
    places = torch.cat([got["places"].tensor, expected["places"]])
    count = len(_tensor(got["values"]))
    unique, where = torch.unique(places, dim=0, return_inverse=True)
    values = [_tensor(one["values"]) for one in (got, expected)]
    values = [one.to(torch.uint8) if one.dtype == torch.bool else one for one in values]
    both = [torch.zeros(len(unique), dtype=one.dtype) for one in values]
    both[0].index_add_(0, where[:count], values[0])
    both[1].index_add_(0, where[count:], values[1])
    return inner(Array(both[0], library=""), both[1], "")


def _image(got: Any, expected: Any, inner: Compare) -> str | None:
    if got["mode"] != expected["mode"]:
        return f"expected an image of mode {expected['mode']}, got {got['mode']}"
    seen, right = got["pixels"].tensor, expected["pixels"]
    if seen.shape != right.shape:
        return f"expected an image of {right.shape[1]} × {right.shape[0]} pixels, got {min(seen.shape[1], 9999)} × {min(seen.shape[0], 9999)}"
    return inner(Array(seen, library=""), right, "pixels")


_KINDS: dict[str, Callable[[Any, Any, Compare], str | None]] = {
    "set": _set,
    "frozenset": _set,
    "bytes": _bytes,
    "named": _fields,
    "fields": _fields,
    "datetime": _time(datetime.datetime),
    "date": _time(datetime.date),
    "time": _time(datetime.time),
    "timedelta": _span,
    "array": _array,
    "frame": _frame,
    "series": _series,
    "index": _pandas_index,
    "sparse": _sparse,
    "image": _image,
    "figure": of_parts,
}
