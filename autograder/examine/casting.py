"""Inputs in another dtype, leaf by leaf: what a student is handed, and what the reference is asked for it.

Comes in: inputs by name, as they were drawn. Goes out: the same in a dtype, as they travel, or copied.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import torch

from autograder.checks.answers import formed
from autograder.model import Array
from autograder.value_tree import leaves, map_leaves


def cast(inputs: Mapping[str, Any], dtype: torch.dtype) -> dict[str, Any]:
    """Turn floating tensors into a dtype."""
    return {
        name: map_leaves(lambda leaf: leaf.to(dtype) if _is_floating(leaf) else leaf, value)
        for name, value in inputs.items()
    }


def rounded(inputs: Mapping[str, Any], dtype: torch.dtype) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a student is handed in a dtype, and in float64 what that is after the rounding, for the reference."""
    handed = cast(inputs, dtype)
    return handed, cast(handed, torch.float64)


def travelling(inputs: Mapping[str, Any], library: str) -> dict[str, Any]:
    """Give inputs the form in which they cross into the sandbox."""

    def array(leaf: Any) -> Any:
        return Array(leaf.contiguous(), library=library) if isinstance(leaf, torch.Tensor) else leaf

    return {name: map_leaves(array, formed(value)) for name, value in inputs.items()}


def copied(leaf: Any) -> Any:
    """Copy a leaf, so that the reference may write into it."""
    return leaf.clone() if isinstance(leaf, torch.Tensor) else copy.deepcopy(leaf)


def is_floating(value: Any) -> bool:
    """Tell whether a dtype makes a difference to a value."""
    return any(map(_is_floating, leaves(value)))


def _is_floating(leaf: Any) -> bool:
    return isinstance(leaf, torch.Tensor) and leaf.is_floating_point()
