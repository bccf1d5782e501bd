"""What came off the wire, handled without trust: told in words, turned into tensors, read as a number."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from autograder.conventions.plurals import counted
from autograder.model import Array, Form, Unsupported
from autograder.wire import form_values, forms
from autograder.wire.form_values import length

_OBJECT = 64  # bytes of a Python object
MOST_AXES = 4
LONGEST = 9999
CALLED = {
    "bytes": "bytes object",
    "named": "named tuple",
    "fields": "object with fields",
    "int": "whole number",
    "complex": "complex number",
    "fraction": "fraction",
    "decimal": "decimal number",
    "timedelta": "time span",
    "array": "NumPy array of texts or objects",
    "frame": "DataFrame",
    "series": "Series",
    "index": "pandas Index",
    "sparse": "sparse array",
}
"""Kinds as messages call them, where that isn't their own name."""


def plain(value: Any) -> Any:
    """Turn an answer off the wire into torch tensors and plain values."""
    if isinstance(value, Array):
        return value.tensor
    if isinstance(value, Form):
        return Form(value.kind, plain(value.parts))
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item) for item in value)
    return value


def formed(value: Any) -> Any:
    """Give a value of ours, as a reference returns it, the form in which an answer comes: arrays as torch tensors, other types as Forms."""
    if isinstance(value, np.generic) and not isinstance(value.item(), np.generic):
        return formed(value.item())
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return torch.from_numpy(_native(value))
    kind = type(value)
    if kind is list or kind is tuple:
        return kind(formed(item) for item in value)
    if isinstance(value, dict) and all(type(key) is str or type(key) is int for key in value):
        return {key: formed(item) for key, item in value.items()}
    if value is None or kind in (bool, float, str, Form) or (kind is int and -(2**63) <= value < 2**63):
        return value
    form = None if isinstance(value, (torch.Tensor, Array, Unsupported)) else forms.of(value, formed)
    return form if form is not None else [formed(item) for item in value] if isinstance(value, list) else value


def _native(array: Any) -> Any:
    return np.array(array, dtype=array.dtype.newbyteorder("="), order="C")


def rebuilt(value: Any) -> Any:
    """Return what a Form stands for, and all else as it is, for an author's rule; what none can be made of stays a Form."""
    if isinstance(value, Form):
        if value.kind in ("frame", "series", "index") and "pandas" not in sys.modules:
            return value
        try:
            return form_values.built(value, _as_arrays(value.parts))
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, MemoryError, RecursionError):
            return value
    if isinstance(value, Mapping):
        return {key: rebuilt(item) for key, item in value.items()}
    return type(value)(rebuilt(item) for item in value) if type(value) in (list, tuple) else value


def _as_arrays(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.numpy()
    if type(value) is dict:
        return {key: _as_arrays(item) for key, item in value.items()}
    return [_as_arrays(item) for item in value] if type(value) is list else rebuilt(value)


def describe(value: Any) -> str:
    """Say what an answer is, without its values: 'a torch tensor of shape (3, 5)'."""
    if isinstance(value, Array):
        library = "NumPy array" if value.library == "numpy" else "torch tensor"
        return f"a {library} of shape {shown_shape(value.tensor)}"
    if isinstance(value, Form):
        return _said_of(value)
    if isinstance(value, Unsupported):
        return f"an object of type {value.type_name}"
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of length {len(value)}"
    if isinstance(value, Mapping):
        return f"a dict with {counted(len(value), 'key')}"
    return f"a Python {type(value).__name__}"


def _said_of(form: Form) -> str:
    """Say what a Form stands for, without its values: 'a set of length 3'."""
    called = CALLED.get(form.kind, form.kind)
    article = "an" if called[0] in "aeio" else "a"
    if form.kind in ("set", "frozenset", "dict"):
        return f"{article} {called} of length {len(form.parts)}"
    if form.kind == "frame":
        return f"a DataFrame of {counted(length(form.parts['index']), 'row')} and {counted(len(form.parts['data']), 'column')}"
    return f"{article} {called}"


def share(relative: float) -> str:
    """Show how large a deviation is, in as many digits as help: '12.3%', '2e-07'; a longer number could be a message."""
    if relative >= 10:
        return "1000% or more"
    return f"{relative:.1%}" if relative >= 1e-3 else f"{relative:.0e}"


def shown_shape(tensor: torch.Tensor) -> str:
    """Show the shape of an answer; one that no mistake leads to could be a message, so it isn't spelt out."""
    sizes = tuple(tensor.shape)
    if len(sizes) > MOST_AXES or any(size > LONGEST for size in sizes):
        return f"(… of {counted(len(sizes), 'axis', 'axes')})"
    return str(sizes)


def without_names(value: Any) -> Any:
    """Return a named tuple's values as a tuple, and all else as it is: where a tuple is right, names do no harm."""
    return tuple(value.parts.values()) if isinstance(value, Form) and value.kind == "named" else value


def arrays(value: Any) -> list[Array]:
    """List every array of an answer."""
    if isinstance(value, Array):
        return [value]
    if isinstance(value, Form):
        return arrays(value.parts)
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return [array for child in children for array in arrays(child)]


def size(value: Any) -> int:
    """Tell about how many bytes an answer takes here."""
    if isinstance(value, Array):
        return _OBJECT + value.tensor.numel() * value.tensor.element_size()
    if isinstance(value, Form):
        return _OBJECT + size(value.parts)
    if isinstance(value, str):
        return _OBJECT + len(value)
    if isinstance(value, Mapping):
        return _OBJECT + sum(size(part) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple)):
        return _OBJECT + sum(map(size, value))
    return _OBJECT


def number(value: Any) -> float | None:
    """Read a plain number or a 0-d array; None when it is neither."""
    if isinstance(value, (bool, int, float)):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    if (
        isinstance(value, Array)
        and value.tensor.numel() == 1
        and value.tensor.ndim == 0
        and not value.tensor.is_complex()
    ):
        return float(value.tensor)
    return None


def tensors(value: Any) -> list[torch.Tensor]:
    """List every tensor of a call's inputs."""
    if isinstance(value, torch.Tensor):
        return [value]
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return [tensor for child in children for tensor in tensors(child)]
