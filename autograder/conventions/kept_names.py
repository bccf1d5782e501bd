"""Keep what a whole cell began with and what it left: copies of all names' values, so that later cells change neither.

Comes in: a notebook's names. Goes out: the same names with copies of their values, and what is shared among them is shared among the copies; a
KeptCell, which holds them and can be run again. It runs in the child, and in our own process for notebooks of ours.

Theory of operation. copy.deepcopy makes the copies, and it runs code of the values' classes. So each value is looked through first, by the
interpreter's own references, which run nothing: how much is in it, and what in it has to stay the very object that it is. Too much, and the value
stays as it is. Then it is copied within a time, and a class that refuses, or never ends, costs that copy alone. What stays the same object:

    functions, classes, modules                                they are what they do; names inside of them are the notebook's
    locks, files, generators, figures of matplotlib            they can't be copied, or draw elsewhere then
    object() and the like, without anything inside             they are asked whether they are the same
    an object that a function's defaults or a class holds      the function knows no other one
    a tensor that was computed and remembers its gradient      torch refuses to copy it
"""

from __future__ import annotations

import gc
import io
import signal
import threading
import types
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import numpy as np
import torch

_ITEMS = 1_000_000  # objects that are looked through for one copy of all names
_BYTES = 512 << 20  # of all copies of one notebook that are kept
_EACH = 64  # bytes, that an object takes about
_COMPUTING, _WAITING = 1.5, 4.0  # seconds that copying one value may take; what is within the bounds above takes less

_deepcopy: Callable[..., Any] = deepcopy
_referents = gc.get_referents
_clear, _update = dict.clear, dict.update
_items, _values, _keys, _lists, _sets = dict.items, dict.values, dict.keys, list.__iter__, set.__iter__
_mro = type.__dict__["__mro__"].__get__
_vars = type.__dict__["__dict__"].__get__
_nbytes = np.ndarray.__dict__["nbytes"].__get__
_dtype = np.ndarray.__dict__["dtype"].__get__
_flat = np.ndarray.__dict__["flat"].__get__
_is_leaf = torch._C.TensorBase.__dict__["is_leaf"].__get__
_storage = torch._C.TensorBase.untyped_storage
_bytearray_len = bytearray.__len__
_signal, _setitimer, _getsignal = signal.signal, getattr(signal, "setitimer", None), signal.getsignal
_current, _main = threading.current_thread, threading.main_thread

_PLAIN = (list, dict, set, bytearray, np.ndarray, torch.Tensor)  # copied whoever holds them, too
_FIXED = frozenset({
    type(None), bool, int, float, complex, str, bytes, range, type(...), type(NotImplemented), property, weakref.ref, types.CodeType,
    types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType, types.GetSetDescriptorType,
})  # fmt: skip
_ALONE: tuple[type, ...] = (
    types.ModuleType, types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.FrameType, types.TracebackType,
    type(threading.Lock()), type(threading.RLock()), io.FileIO, io.BufferedReader, io.BufferedWriter, io.TextIOWrapper,
)  # fmt: skip


def _put(names: dict[str, Any], others: dict[str, Any]) -> None:
    _clear(names)
    _update(names, others)


class _TooMuch(Exception):
    """A value that isn't copied: there is too much in it."""


class _TooLong(BaseException):
    """A value that takes too long to copy; no Exception, so that few classes catch it."""


class Keeper:
    """Makes the copies of one notebook's values."""

    def __init__(self) -> None:
        self._room = _BYTES
        self._slow: list[Any] = []  # values whose copying took too long: once is enough
        self._last: dict[str, Any] | None = None  # what was kept when no code has run since

    def before(self, names: dict[str, Any]) -> dict[str, Any]:
        """Keep what a whole cell begins with: what the one right above it left, or what there is now."""
        begin = self.kept(names) if self._last is None else self._last
        self._last = None
        return begin

    def after(self, names: dict[str, Any]) -> dict[str, Any]:
        """Keep what a whole cell left."""
        self._last = self.kept(names)
        return self._last

    def changed(self) -> None:
        """Say that other code has run."""
        self._last = None

    def kept(self, names: dict[str, Any]) -> dict[str, Any]:
        """Copy names for as long as the notebook is there; what can't be copied stays as it is."""
        look = _Look(names, self._room)
        copies = self._copied(names, look)
        self._room = look.room
        return copies

    def lent(self, names: dict[str, Any]) -> dict[str, Any]:
        """Copy names for one run."""
        return self._copied(names, _Look(names, _BYTES))

    def _copied(self, names: dict[str, Any], look: _Look) -> dict[str, Any]:
        return {name: self._copy(value, look) for name, value in list(_items(names))}

    def _copy(self, value: Any, look: _Look) -> Any:
        if type(value) in _FIXED or any(value is one for one in self._slow):
            return value
        memo, known = look.memo, len(look.memo)
        try:
            look.through(value)
            known = len(memo)
            with _bounded():
                return _deepcopy(value, memo)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # what a student's object raises has no name in common
            if type(error) is _TooLong:
                self._slow.append(value)
            while len(memo) > known:  # halves of copies
                memo.popitem()
            return value


class KeptCell:
    """A cell that has run: drivers are given `left`, what there was when it had, and may call it to run it again, with other values of some names.

    It runs again among the notebook's own names, for functions from above look there; all names are put back afterwards.
    """

    def __init__(
        self, run: Callable[[], object], before: dict[str, Any], names: dict[str, Any], keeper: Keeper
    ) -> None:
        """Keep what there is now. run: what runs it among `names`, the notebook's own; before: what there was before it ran."""
        self._run, self._before, self._names, self._keeper = run, before, names, keeper
        self.left = keeper.after(names)

    def __call__(self, **given: Any) -> dict[str, Any]:
        """Run it again on what it began with, and return all names that there are then."""
        now = dict(_items(self._names))
        begin = {**self._keeper.lent(self._before), **given}
        try:
            _put(self._names, begin)
            self._run()
            return dict(_items(self._names))
        finally:
            _put(self._names, now)

    def __deepcopy__(self, _memo: dict[int, Any]) -> KeptCell:
        """Stay the one that it is: all names are in it."""
        return self


class _Look:
    """Looks through values before they are copied; memo is deepcopy's: what stands there isn't copied any more."""

    def __init__(self, names: dict[str, Any], room: int) -> None:
        self.room = room  # bytes
        self._items = _ITEMS
        self._seen: set[int] = set()
        self.memo: dict[int, Any] = {id(names): names, id(names.get("__builtins__")): names.get("__builtins__")}
        for one in _held_by_code(list(_values(names))):
            if type(one) not in _PLAIN:
                self.memo[id(one)] = one

    def through(self, value: Any) -> None:
        """Look through a value, and take the room that its copy needs; raises _TooMuch."""
        seen: set[int] = set()
        stay: dict[int, Any] = {}
        items, room, left = self._items, self.room, [value]
        while left:
            one = left.pop()
            kind, key = type(one), id(one)
            if kind in _FIXED or key in seen or key in self._seen or key in self.memo:
                continue
            seen.add(key)
            if _stays(one, kind):
                stay[key] = one
                continue
            size = _size(one, kind)
            parts = list(_flat(one)) if _is_of_objects(one, kind) else _referents(one)
            items -= 1 + len(parts)
            room -= size + _EACH * (1 + len(parts))
            if items < 0 or room < 0:
                raise _TooMuch
            if _is_flat(parts, kind):
                stay[key] = kind(one)  # deepcopy would go through it piece by piece
            else:
                left += parts
        self._items, self.room = items, room
        self._seen |= seen
        self.memo |= stay


def _stays(one: Any, kind: type) -> bool:
    """Say whether an object has to stay the one that it is."""
    parents = _mro(kind)
    if any(parent in _ALONE or parent is type for parent in parents) or kind in (object, KeptCell):
        return True
    if torch.Tensor in parents:
        return not _is_leaf(one)
    module = _vars(kind).get("__module__")
    if type(module) is str and module.startswith("matplotlib."):
        return True
    if len(parents) == 2 and "__dict__" in _vars(kind):  # a class right below object
        return all(part is kind or (type(part) is dict and not part) for part in _referents(one))
    return False


def _size(one: Any, kind: type) -> int:
    """Tell how many bytes there are in an array or the like."""
    parents = _mro(kind)
    if np.ndarray in parents:
        return int(_nbytes(one))
    if torch.Tensor in parents:
        try:
            return int(_storage(one).nbytes())
        except (RuntimeError, NotImplementedError):  # sparse ones have their numbers elsewhere
            return 0
    return _bytearray_len(one) if bytearray in parents else 0


def _is_of_objects(one: Any, kind: type) -> bool:
    return np.ndarray in _mro(kind) and bool(_dtype(one).hasobject) and _dtype(one).names is None


def _is_flat(parts: list[Any], kind: type) -> bool:
    return kind in (list, set, dict) and all(type(part) in _FIXED for part in parts)


def _held_by_code(values: list[Any]) -> Iterator[Any]:
    """List what functions hold in their defaults and around them, and what classes hold: code that knows an object by itself."""
    for value in values:
        if type(value) is types.FunctionType:
            yield from _held_by_function(value)
        elif any(parent is type for parent in _mro(type(value))):
            for one in list(_vars(value).values()):
                yield one
                if type(one) is types.FunctionType:
                    yield from _held_by_function(one)


def _held_by_function(function: types.FunctionType) -> Iterator[Any]:
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    for cell in function.__closure__ or ():
        yield from _referents(cell)


@contextmanager
def _bounded() -> Iterator[None]:
    """Raise _TooLong when the time for one copy is over; elsewhere than in a main thread there is no bound."""
    if _setitimer is None or _current() is not _main():
        yield
        return
    is_on = True

    def stop(_number: int, _frame: Any) -> None:
        if is_on:
            raise _TooLong

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, _COMPUTING), (signal.ITIMER_REAL, signal.SIGALRM, _WAITING))
    former = []
    for timer, number, seconds in timers:
        former.append((timer, number, _signal(number, stop), _setitimer(timer, seconds, 1.0)))
    try:
        yield
    finally:
        is_on = False
        for timer, number, handler, (left, again) in former:
            _setitimer(timer, left, again)
            _signal(number, handler or signal.SIG_DFL)
