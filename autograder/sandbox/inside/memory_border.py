"""Count the numbers that leave arrays as raw memory, or through methods of the types in C, while work is counted.

Numbers that are unpacked from bytes, read at an address, or taken from a storage, loop in C as well as those of a list do, and cross no other
border (tensor_border.py, numpy_counter.py). Each way out counts all numbers of its array. `meter` uses it, in a student's process.
"""

from __future__ import annotations

import builtins
import ctypes
import functools
import gc
import struct
import sys
from collections.abc import Callable
from typing import Any, Self

import numpy as np
import torch

from autograder.sandbox.inside.numpy_counter import Tally
from autograder.sandbox.inside.plotting_frames import is_drawing

_OF_TENSORS = ("tolist", "data_ptr", "untyped_storage", "_storage", "__dlpack__", "__reduce_ex__", "__reduce__")
_OF_TENSORS_IN_PYTHON = ("storage", "untyped_storage", "_typed_storage", "__dlpack__", "__reduce_ex__")
_OF_ARRAYS = (
    "tolist", "tobytes", "tofile", "dump", "dumps", "__reduce__", "__reduce_ex__", "__dlpack__", "__iter__",
)  # fmt: skip
_PROPERTIES = ("data", "ctypes", "flat", "__array_interface__", "__array_struct__")
_ITERATORS = (
    "nditer",
    "nested_iters",
)  # not broadcast: compiled modules that are imported meanwhile ask for that very type
_BUFFERS = ("memoryview", "bytes", "bytearray")
_UNPACK = ("unpack", "unpack_from", "iter_unpack")


class MemoryBorder:
    """Watch the ways to an array's memory inside a with block; one at a time in a process."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._undo: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        _Border.tally = self._tally
        for kind, name, value in _IN_TYPES:
            self._put(kind, name, value)
        for name in _OF_TENSORS_IN_PYTHON:  # around what the border of tensors has put there
            if name in vars(torch.Tensor):
                self._set(torch.Tensor, name, _method(vars(torch.Tensor)[name]))
        for owner, name, value in _IN_MODULES:
            self._set(owner, name, value)
        students = sys.modules["builtins"]
        if students is not builtins:  # libraries keep the real ones
            for name, value in _IN_BUILTINS.items():
                self._set(students, name, value)
        return self

    def __exit__(self, *_exception: object) -> None:
        while self._undo:
            self._undo.pop()()
        _Border.tally = None

    def _set(self, owner: Any, name: str, value: Any) -> None:
        before = vars(owner)[name]
        self._undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, value)

    def _put(self, kind: Any, name: str, value: Any) -> None:
        """Set an attribute of a type in C, which refuses to have it set."""
        (namespace,) = [one for one in gc.get_referents(vars(kind)) if type(one) is dict]
        before = namespace[name]

        def undo() -> None:
            namespace[name] = before
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))

        self._undo.append(undo)
        namespace[name] = value
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


class _Border:
    """What the ways are counted in now."""

    tally: Tally | None = None


def _cross(array: Any) -> None:
    if _Border.tally is not None and not is_drawing(sys._getframe(2)) and not _is_ours(sys._getframe(2)):
        numbers = array.numel() if isinstance(array, torch.Tensor) else getattr(array, "size", 1)
        _Border.tally.operations += numbers


# ---------------------------------------------------------------- what stands in the place


def _method(original: Any) -> Any:
    def method(array: Any, *args: Any, **named: Any) -> Any:
        _cross(array)
        return original(array, *args, **named)

    return method


def _property(original: Any) -> property:
    def read(array: Any) -> Any:
        _cross(array)
        return original.__get__(array)

    return property(read, original.__set__)


def _unpack(original: Any) -> Any:
    @functools.wraps(original)  # torch._dynamo compares signatures when it is imported
    def unpack(form: Any, source: Any, *args: Any, **named: Any) -> Any:
        if isinstance(source, np.ndarray):
            _cross(source)
        return original(form, source, *args, **named)

    return unpack


def _taker(original: Any) -> Any:
    class Kind(type):
        def __call__(cls, *args: Any, **named: Any) -> Any:
            for one in () if _is_numpys(sys._getframe(1)) else args:
                for each in one if isinstance(one, list | tuple) else (one,):
                    if isinstance(each, np.ndarray | torch.Tensor):
                        _cross(each)
            return original(*args, **named)

        def __instancecheck__(cls, one: Any) -> bool:
            return isinstance(one, original)

        def __subclasscheck__(cls, kind: type) -> bool:
            return issubclass(kind, original)

        def __getattr__(cls, name: str) -> Any:
            return getattr(original, name)

    return Kind(original.__name__, (), {})


def _is_ours(frame: Any) -> bool:
    """Say whether the counters themselves look at an array."""
    return frame is not None and frame.f_globals.get("__name__", "").startswith("autograder.sandbox.inside.")


def _is_numpys(frame: Any) -> bool:
    """Say whether NumPy itself looks through an array, as broadcast_to does, without taking numbers out."""
    return str(frame.f_globals.get("__name__", "")).startswith("numpy.")


# Made once, which is in the server, for all its children.
_IN_TYPES: list[tuple[Any, str, Any]] = [
    (kind, name, _method(vars(kind)[name]))
    for kind, names in ((torch._C.TensorBase, _OF_TENSORS), (np.ndarray, _OF_ARRAYS))
    for name in names
    if name in vars(kind)
] + [(np.ndarray, name, _property(vars(np.ndarray)[name])) for name in _PROPERTIES]
_IN_MODULES: list[tuple[Any, str, Any]] = [
    *((struct, name, _unpack(getattr(struct, name))) for name in _UNPACK),
    *((np, name, _taker(getattr(np, name))) for name in _ITERATORS),
]
_IN_BUILTINS = {name: _taker(getattr(builtins, name)) for name in _BUFFERS}
