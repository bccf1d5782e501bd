"""Keep what a cell began with and what it left, where a question is a whole cell: later cells change neither.

Comes in: the notebook's names, before and after a cell ran. Goes out: a RanCell, which drivers are given: `left` is what there was when the cell
had run, and calling it runs the cell again, with other values of some names. It lives in the child; all of it is a student's to change.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from types import CodeType
from typing import Any

import numpy as np
import torch

from autograder.conventions.file_modules import close_figures

_COPIED = (list, dict, set, bytearray, np.ndarray, torch.Tensor)  # what a later cell may change in its place
_deepcopy: Callable[[Any], Any] = deepcopy


class RanCell:
    """One cell that has run."""

    def __init__(self, code: CodeType, before: dict[str, Any], after: dict[str, Any]) -> None:
        self._code, self._before = code, before
        self.left = kept(after)
        close_figures()

    def __call__(self, **given: Any) -> dict[str, Any]:
        """Run it again on what it began with, and return all names that there are then."""
        names = {**kept(self._before), **given}
        exec(self._code, names)
        return names


def kept(names: dict[str, Any]) -> dict[str, Any]:
    """Copy names, and what of their values a cell could change in its place; what can't be copied stays as it is."""
    return {name: _copy(value) for name, value in dict.items(names)}


def _copy(value: Any) -> Any:
    if type(value) not in _COPIED:
        return value
    try:
        return _deepcopy(value)
    except Exception:  # a student's object in it may refuse, in any way
        return value
