"""Count the numbers that leave tensors for Python's own objects, and those that come back, while work is counted.

What loops in C over lists, `list(map(math.dist, a, b))` for one, executes no place of the student's code twice and dispatches nothing to torch.
But it needs lists to begin with, and its answer has to become a tensor again. `meter` uses it, in a student's process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import torch

from autograder.sandbox.inside.numpy_counter import Counted, Tally, numbers_in

_Tensor: Any = torch.Tensor
_OUT = ("tolist", "__dlpack__", "data_ptr", "untyped_storage", "storage")  # the last four: where the numbers lie
_TO_NUMPY = ("numpy", "__array__")
_NEW = ("new_tensor", "new")
_MADE = (
    "tensor", "as_tensor", "asarray", "FloatTensor", "DoubleTensor", "LongTensor", "IntTensor", "BoolTensor", "ByteTensor", "HalfTensor",
    "frombuffer",
)  # fmt: skip


class Border:
    """Watch the ways between tensors and lists inside a with block."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._before: list[tuple[Any, str, Any, bool]] = []

    def __enter__(self) -> Self:
        for name in _OUT:
            self._put(_Tensor, name, self._out)
        for name in _TO_NUMPY:
            self._put(_Tensor, name, self._to_numpy)
        for name in _NEW:
            self._put(_Tensor, name, self._new)
        for name in _MADE:
            self._put(torch, name, self._made)
        return self

    def __exit__(self, *_exception: object) -> None:
        for owner, name, value, own in reversed(self._before):
            if own:
                setattr(owner, name, value)
            else:
                delattr(owner, name)

    def _put(self, owner: Any, name: str, around: Callable[[Any], Any]) -> None:
        original = getattr(owner, name)
        self._before.append((owner, name, original, name in vars(owner)))
        setattr(owner, name, around(original))

    def _out(self, original: Any) -> Any:
        def out(tensor: Any, *args: Any) -> Any:
            self._tally.operations += tensor.numel()
            return original(tensor, *args)

        return out

    def _to_numpy(self, original: Any) -> Any:
        def to_numpy(tensor: Any, *args: Any, **named: Any) -> Any:
            made = original(tensor, *args, **named)
            return made.view(Counted) if type(made) is np.ndarray else made

        return to_numpy

    def _new(self, original: Any) -> Any:
        def new(tensor: Any, *args: Any, **named: Any) -> Any:
            self._tally.operations += numbers_in(args[0]) if args else 0
            return original(tensor, *args, **named)

        return new

    def _made(self, original: Any) -> Any:
        if isinstance(original, type):
            return original

        def made(*args: Any, **named: Any) -> Any:
            source = args[0] if args else named.get("data", named.get("obj"))
            self._tally.operations += numbers_in(source)
            result = original(*args, **named)
            if isinstance(source, bytes | bytearray | memoryview) or type(source).__module__ == "array":
                self._tally.operations += result.numel()
            return result

        return made
