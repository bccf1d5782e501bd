"""Count the work that one call does, so that growth can be judged without a stopwatch.

Two counters, because each misses something that the other sees: operations (every operation dispatched to torch, every ufunc, function and
element access of NumPy, and every number that goes from an array to Python's own objects or back), and trips (how often the busiest place of the student's own code was executed). Besides, the bytes of the largest
array made. Counting costs ten microseconds an operation and changes what a call meets, so it is done after all calls whose numbers are judged.
"""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import torch
from torch._library import simple_registry as _registry
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from autograder.model import Array, Counts
from autograder.sandbox.inside.loop_counter import Disturbed, Trips
from autograder.sandbox.inside.memory_border import MemoryBorder
from autograder.sandbox.inside.numpy_counter import Counted, Tally
from autograder.sandbox.inside.simulated_device import to_host
from autograder.sandbox.inside.tensor_border import Border

_running = sys._current_frames  # a frame for each thread
_storage: Any = torch.Tensor.untyped_storage  # ours aren't counted

__all__ = ["Disturbed", "flipped", "measure"]


def measure(call: Callable[..., Any], inputs: dict[str, Any], files: Collection[str]) -> tuple[Any, Counts]:
    """Call with the inputs and count; files are those of the student's code. Raises what the call raises, and Disturbed."""
    if len(_running()) > 1:
        raise Disturbed("no threads while work is counted")
    tally = Tally()
    handed = counted(inputs)
    counters = Counted.into(tally), Border(tally), MemoryBorder(tally), _Operations(tally)
    with ExitStack() as stack:
        for counter in (_one_thread(), _no_rules(), *counters):
            stack.enter_context(counter)
        trips = stack.enter_context(Trips(files))
        value = call(**handed)
    return value, Counts(operations=tally.operations, trips=trips.busiest, largest=tally.largest)


def flipped(value: Any) -> Any:
    """Turn every array of a call's inputs upside down: other values of the same shapes, for warming up.

    Lazy imports and caches count as work the first time; what a function remembers of one call must not serve the next.
    """
    if type(value) is Array:
        tensor = value.tensor.flip(0) if value.tensor.ndim else value.tensor.clone()
        return Array(tensor=tensor, library=value.library, device=value.device)
    if type(value) is dict:
        return {key: flipped(item) for key, item in value.items()}
    if type(value) is list or type(value) is tuple:
        return type(value)(flipped(item) for item in value)
    return value


def counted(value: Any) -> Any:
    """Hand NumPy arrays over as ones that count."""
    if type(value) is np.ndarray:
        return value.view(Counted)
    if type(value) is dict:
        return {key: counted(item) for key, item in value.items()}
    if type(value) is list or type(value) is tuple:
        return type(value)(counted(item) for item in value)
    return value


@contextmanager
def _one_thread() -> Iterator[None]:
    """Refuse new threads inside the with block: what they do wouldn't be counted. Who goes on without them was disturbed all the same."""
    tried: list[bool] = []

    def refuse(*_args: Any, **_named: Any) -> Any:
        tried.append(True)
        raise Disturbed("no threads while work is counted")

    ways = [
        (module, name, getattr(module, name))
        for module in (_thread, threading)
        for name in _STARTERS
        if hasattr(module, name)
    ]
    for module, name, _ in ways:
        setattr(module, name, refuse)
    try:
        yield
    finally:
        for module, name, start in ways:
            setattr(module, name, start)
    if tried:
        raise Disturbed("no threads while work is counted")


@contextmanager
def _no_rules() -> Iterator[None]:
    """Spare torch its search for a rule of this mode's, at each operation: there is none, and it takes half of the time."""
    search = getattr(_registry, "find_torch_dispatch_rule", None)
    if search is not None:
        setattr(_registry, "find_torch_dispatch_rule", lambda _operation, _mode: None)  # noqa: B010
    try:
        yield
    finally:
        if search is not None:
            setattr(_registry, "find_torch_dispatch_rule", search)  # noqa: B010


_STARTERS = (
    "start_new_thread", "start_new", "start_joinable_thread", "_start_new_thread", "_start_joinable_thread",
)  # fmt: skip


class _Operations(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Count what is dispatched to torch, and note the largest storage that comes of it."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._tally = tally
        self._known: dict[int, tuple[Callable[..., Any], bool]] = {}  # by the operation's id: it is slow to hash

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # else the first call would import torch._dynamo: 1.5 s, and counted as work

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        run, makes = self._known.get(id(func)) or self._learn(func)
        result = run(*args, **(kwargs or {}))
        self._tally.operations += 1
        if makes:
            for leaf in (result,) if type(result) is torch.Tensor else map(to_host, tree_leaves(result)):
                if isinstance(leaf, torch.Tensor) and leaf.layout is torch.strided:
                    size = _storage(leaf).nbytes()
                    self._tally.largest = max(self._tally.largest, size)
        return result

    def _learn(self, func: Any) -> tuple[Callable[..., Any], bool]:
        """Look up once how an operation is run without a step in Python, and whether it makes a storage, as views and writes in place don't."""
        makes = any(value.alias_info is None for value in func._schema.returns)
        self._known[id(func)] = getattr(func, "_op", func), makes
        return self._known[id(func)]
