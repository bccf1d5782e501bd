"""What came off the wire, handled without trust: told in words, turned into tensors, read as a number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch

from autograder.model import Array, Unsupported

_OBJECT = 64  # bytes of a Python object
MOST_AXES = 4
LONGEST = 9999


def plain(value: Any) -> Any:
    """Turn an answer off the wire into torch tensors and plain values."""
    if isinstance(value, Array):
        return value.tensor
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item) for item in value)
    return value


def describe(value: Any) -> str:
    """Say what an answer is, without its values: 'a torch tensor of shape (3, 5)'."""
    if isinstance(value, Array):
        library = "NumPy array" if value.library == "numpy" else "torch tensor"
        return f"a {library} of shape {shown_shape(value.tensor)}"
    if isinstance(value, Unsupported):
        return f"an object of type {value.type_name}"
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of length {len(value)}"
    if isinstance(value, Mapping):
        return f"a dict with {len(value)} keys"
    return f"a Python {type(value).__name__}"


def share(relative: float) -> str:
    """Show how large a deviation is, in as many digits as help: '12.3%', '2e-07'; a longer number could be a message."""
    if relative >= 10:
        return "1000% or more"
    return f"{relative:.1%}" if relative >= 1e-3 else f"{relative:.0e}"


def shown_shape(tensor: torch.Tensor) -> str:
    """Show the shape of an answer; one that no mistake leads to could be a message, so it isn't spelt out."""
    sizes = tuple(tensor.shape)
    if len(sizes) > MOST_AXES or any(size > LONGEST for size in sizes):
        return f"(… of {len(sizes)} axes)"
    return str(sizes)


def arrays(value: Any) -> list[Array]:
    """List every array of an answer."""
    if isinstance(value, Array):
        return [value]
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return [array for child in children for array in arrays(child)]


def size(value: Any) -> int:
    """Tell about how many bytes an answer takes here."""
    if isinstance(value, Array):
        return _OBJECT + value.tensor.numel() * value.tensor.element_size()
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
