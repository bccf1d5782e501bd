"""NumPy arrays that count what is done with them.

A call gets its inputs as such arrays, and what it makes of them are such arrays again. While counting, NumPy's own constructors (zeros,
array, asarray, …) make them too: else np.asarray(x) would be a way out.

Numbers that leave arrays for Python's own objects, and those that come back, count one by one: what loops in C over lists, by map, sorted or
reduce, is seen at that border.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from autograder.sandbox.inside.plotting_frames import is_drawing


@dataclass
class Tally:
    """What has been counted so far."""

    operations: int = 0
    largest: int = 0  # bytes of the largest array made


class Counted(np.ndarray):
    """An array whose ufuncs, functions, methods and element accesses are counted, and whose results are such arrays too."""

    tally: ClassVar[Tally | None] = None

    @classmethod
    @contextmanager
    def into(cls, tally: Tally) -> Iterator[None]:
        """Count into a tally inside the with block."""
        before = {name: getattr(np, name) for name in _COUNTING}
        Counted.tally = tally
        for name, constructor in _COUNTING.items():
            setattr(np, name, constructor)
        try:
            yield
        finally:
            Counted.tally = None
            for name, constructor in before.items():
                setattr(np, name, constructor)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **named: Any) -> Any:
        """Run a ufunc on plain arrays and count it."""
        if out is not None:
            named["out"] = tuple(_plain(array) for array in out)
        result = getattr(ufunc, method)(*[_plain(array) for array in inputs], **_plain_named(named))
        _count(result)
        if isinstance(result, np.ndarray) and result.dtype == object:
            _cross(result.size)  # a function of Python's, called for each element
        if out is not None:
            return out[0] if len(out) == 1 else out
        return tuple(_counting(part) for part in result) if type(result) is tuple else _counting(result)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Run one of NumPy's functions and count it."""
        result = super().__array_function__(func, types, args, kwargs)
        _count(result)
        return tuple(map(_counting, result)) if type(result) is tuple else _counting(result)

    def __getitem__(self, index: Any) -> Any:
        """Take an element or a part and count it."""
        result = super().__getitem__(index)
        _count(result)
        return result

    def __setitem__(self, index: Any, value: Any) -> None:
        """Set an element or a part and count it."""
        super().__setitem__(index, value)
        _count(None)
        _cross(numbers_in(value))

    def __iter__(self) -> Iterator[Any]:
        """Go through the parts and count each."""
        return (self[number] for number in range(len(self)))

    def view(self, *args: Any, **named: Any) -> Any:
        """Look at the same numbers as another type; as plain ones they leave, and count."""
        result = super().view(*args, **named)
        if type(result) is np.ndarray:
            _cross(result.size)
        return result

    def tolist(self) -> Any:
        """Turn every number into one of Python's, and count them."""
        _cross(self.size)
        return super().tolist()

    def tobytes(self, *order: Any) -> bytes:
        """Give the bytes, and count the numbers in them."""
        _cross(self.size)
        return super().tobytes(*order)

    @property
    def flat(self) -> Any:
        """Offer every number by itself, and count them."""
        _cross(self.size)
        return super().flat


_CONSTRUCTORS = (
    "array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "zeros", "ones", "empty", "full", "arange",
    "linspace", "eye", "identity", "fromiter", "frombuffer", "fromfunction", "tile", "indices",
)  # fmt: skip


_TAKING_VALUES = (np.array, np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, np.fromiter)


def numbers_in(value: Any) -> int:
    """Count Python's own values in lists of lists; an array in them is one."""
    if not isinstance(value, list | tuple):
        return 0
    found, pending = 0, [value]
    while pending:
        for item in pending.pop():
            if isinstance(item, list | tuple):
                pending.append(item)
            else:
                found += 1
    return found


def _cross(numbers: int) -> None:
    if Counted.tally is not None and numbers and not is_drawing(sys._getframe(2)):
        Counted.tally.operations += numbers


def _counting_constructor(constructor: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(constructor)
    def construct(*args: Any, **named: Any) -> Any:
        result = constructor(*args, **named)
        if is_drawing(sys._getframe(1)):
            return result  # plain: a picture isn't work, and matplotlib wants its arrays plain
        _count(result)
        if constructor in _TAKING_VALUES and args:
            _cross(result.size if hasattr(args[0], "__next__") else numbers_in(args[0]))
        return _counting(result)

    return construct


_COUNTING = {name: _counting_constructor(getattr(np, name)) for name in _CONSTRUCTORS}


def _count(result: Any) -> None:
    tally = Counted.tally
    if tally is None or is_drawing(sys._getframe(2)):
        return
    tally.operations += 1
    for part in result if type(result) is tuple else (result,):
        if isinstance(part, np.ndarray) and part.base is None:
            tally.largest = max(tally.largest, part.nbytes)


def _plain(value: Any) -> Any:
    return np.ndarray.view(value, np.ndarray) if isinstance(value, Counted) else value


def _plain_named(named: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in named.items()}


def _counting(value: Any) -> Any:
    return value.view(Counted) if type(value) is np.ndarray else value
