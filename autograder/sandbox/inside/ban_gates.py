"""Gates in the functions of torch and NumPy: installed once in the server for all its children, closed only while a ban is active.

Comes in: what each function stands for, by the table and by torch's own registries. Goes out: a call of STATE.trip when a gate is closed.
Runs in the server, which forks, and in each child; `call_bans` imports it.

A Python function is changed in place, by its code: whoever holds it, in a table, a closure or a list of the collector's, holds what is
watched. A function in C is replaced wherever a module of torch has it, and a method of a type in C in the type itself.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import torch

from autograder.sandbox.inside import torchs_own_calls
from autograder.sandbox.inside.ban_table import GATES, REWRITTEN, WHOLE
from autograder.sandbox.inside.plotting_frames import is_drawing


@dataclass
class State:
    """What trips now, in this process."""

    names: frozenset[str] = frozenset()
    bases: dict[str, str] = field(default_factory=dict)  # an operation's name → the ban that it is under
    # the same by full names, until another call's bans are put up
    operations: dict[str, str] = field(default_factory=dict)
    allowed: set[Any] = field(default_factory=set)  # gates that open all others while their function runs
    trip: Callable[[str], None] = lambda _name: None


STATE = State()


class _Watch:
    """What one function stands for."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.bases: set[str] = set()

    def check(self) -> None:
        """Trip when an active ban is among it; to be called from a function that stands in the watched one's place."""
        for name in self.names & STATE.names:
            self._trip(name)
        for base in self.bases:
            if base in STATE.bases:
                self._trip(STATE.bases[base])

    def _trip(self, name: str) -> None:
        if not is_drawing(sys._getframe(4)):  # of whoever called the watched function
            STATE.trip(name)


_MADE_AND_CALLED = ("__init__", "forward", "step")  # of a class of torch's

_watched: dict[int, _Watch] = {}  # by the id of the function that stands in the place; both are kept for good
_kept: list[Any] = []

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    _PASSES_ON: CodeType = compile(
        'def passes_on(*args, **named): return "the function"(*args, **named)', "<gate>", "exec"
    ).co_consts[0]


def watch(function: Any, *, names: Iterable[str] = (), bases: Iterable[str] = ()) -> bool:
    """Watch a Python function, and what it wraps, in place; False when it is none."""
    found = False
    while isinstance(function, FunctionType) or isinstance(getattr(function, "_implementation", None), FunctionType):
        if not isinstance(function, FunctionType):
            function = function._implementation  # NumPy's dispatchers of functions that other arrays may take over
        known = _watched.get(id(function)) or _change(function)
        known.names.update(names)
        known.bases.update(bases)
        found = True
        function = getattr(function, "__wrapped__", None)
    return found


def _change(function: FunctionType) -> _Watch:
    """Give a function other code, which checks and then passes on to the same function as it was."""
    known, code = _Watch(), function.__code__
    original = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, function.__closure__)
    original.__kwdefaults__ = function.__kwdefaults__

    def checked(*args: Any, **named: Any) -> Any:
        if STATE.names and known in STATE.allowed:
            return _opened(original, args, named)
        if STATE.names:
            known.check()
        return original(*args, **named)

    constants = tuple(checked if one == "the function" else one for one in _PASSES_ON.co_consts)
    function.__code__ = _PASSES_ON.replace(
        co_consts=constants,
        co_freevars=code.co_freevars,
        co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno,
        co_name=code.co_name,
    )
    _watched[id(function)] = known
    _kept.append(function)
    return known


def watch_class(kind: type, name: str) -> None:
    """Watch how a class's objects are made and called."""
    for method in _MADE_AND_CALLED:
        watch(vars(kind).get(method), names=[name])


def gates_of(thing: Any) -> Iterator[Any]:
    """List the gates of a function, of how a class is made and called, or of all that a module defines; for `STATE.allowed`."""
    if isinstance(thing, ModuleType):
        for each in (*_defined(thing), *(getattr(thing, name) for name in public_functions(thing))):
            yield from gates_of(each)
    elif isinstance(thing, type):
        for method in _MADE_AND_CALLED:
            yield from gates_of(vars(thing).get(method))
    while isinstance(thing, FunctionType):
        yield _watched.get(id(thing), thing)
        thing = getattr(thing, "__wrapped__", None)


def _opened(original: Callable[..., Any], args: Any, named: Any) -> Any:
    """Call a function that is allowed, with all gates open: what it calls is its own business."""
    names, bases = STATE.names, STATE.bases
    STATE.names, STATE.bases = frozenset(), {}
    try:
        return original(*args, **named)
    finally:
        STATE.names, STATE.bases = names, bases


# ---------------------------------------------------------------- what is watched


@functools.cache
def install() -> None:
    """Watch everything that the tables name; once in a process and all its forks."""
    torchs_own_calls.learn()
    for name in (*REWRITTEN, *(module for modules in WHOLE.values() for module in modules)):
        importlib.import_module(name)
    for base, function in _rewritten():
        watch(function, bases=[base])
    for name, modules in WHOLE.items():
        for module in _below(modules):
            for function in _defined(module):
                watch(function, names=[name])
    homes = _homes()
    for name, gates in GATES.items():
        for gate in gates:
            _gate(name, gate, homes)
    _engine()
    _graph()
    torchs_own_calls.learn()


def _rewritten() -> Iterator[tuple[str, Any]]:
    """Pair operations with the functions of torch that do the same in Python: its references, and what it takes operations apart into."""
    for module_name, prefix in REWRITTEN.items():
        for attribute, value in list(vars(sys.modules[module_name]).items()):
            if isinstance(value, FunctionType):
                yield prefix + attribute, value
                yield attribute.removeprefix("_"), value
    registry = getattr(torch._decomp, "global_decomposition_table", {})
    for table in registry.values():
        for operation, function in list(table.items()):
            yield str(operation).partition(".")[2].partition(".")[0] or str(operation), function


def _below(names: Iterable[str]) -> list[ModuleType]:
    starts = tuple(f"{name}." for name in names)
    return [module for name, module in list(sys.modules.items()) if f"{name}.".startswith(starts) and module]


def _defined(module: ModuleType) -> Iterator[FunctionType]:
    """List the functions that a module defines, and how its classes are made, called and stepped."""
    for value in list(vars(module).values()):
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            yield value
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for method in _MADE_AND_CALLED:
                if isinstance(own := vars(value).get(method), FunctionType):
                    yield own


def _homes() -> dict[int, list[tuple[ModuleType, str]]]:
    """List where modules of torch hold each function in C."""
    homes: dict[int, list[tuple[ModuleType, str]]] = defaultdict(list)
    for name, module in list(sys.modules.items()):
        if f"{name}.".startswith("torch.") and isinstance(module, ModuleType):
            for attribute, value in list(vars(module).items()):
                if type(value) is BuiltinFunctionType:
                    homes[id(value)].append((module, attribute))
    return homes


def _gate(name: str, gate: str, homes: dict[int, list[tuple[ModuleType, str]]]) -> None:
    """Watch what a gate of the table names: one attribute, or every public function of a module when it ends in ".*"."""
    owner_name, _, attribute = gate.rpartition(".")
    owner = resolve(owner_name)
    for each in () if owner is None else (attribute,) if attribute != "*" else public_functions(owner):
        original = getattr(owner, each, None)
        if original is not None and not watch(original, names=[name]):
            stand_in = _stand_in(original, name)
            setattr(owner, each, stand_in)
            for module, other in homes.get(id(original), ()):
                setattr(module, other, stand_in)


def _stand_in(original: Any, name: str) -> Any:
    def checked(*args: Any, **named: Any) -> Any:
        if STATE.names and checked in STATE.allowed:
            return _opened(original, args, named)
        if name in STATE.names and not is_drawing(sys._getframe(1)):
            STATE.trip(name)
        return original(*args, **named)

    checked.__name__ = checked.__qualname__ = getattr(original, "__name__", "checked")
    return checked


def _engine() -> None:
    """Watch the method by which the engine walks a graph backwards, for every engine there is or will be made."""
    kind: Any = type(torch.autograd.Variable._execution_engine)
    _put(kind, "run_backward", _stand_in(vars(kind)["run_backward"], "torch.autograd"))


def _graph() -> None:
    """Watch who looks at a recorded graph: its nodes can be called one by one, without the engine."""
    for attribute in ("grad_fn", "_grad_fn"):
        own = vars(torch._C.TensorBase).get(attribute)
        if own is not None:
            _put(torch._C.TensorBase, attribute, _watched_property(own))


def _watched_property(own: Any) -> property:
    def node(tensor: Any) -> Any:
        found = own.__get__(tensor)
        if found is not None and "torch.autograd" in STATE.names:
            STATE.trip("torch.autograd")
        return found

    return property(node, own.__set__)


def _put(kind: Any, attribute: str, value: Any) -> None:
    """Set an attribute of a type in C, which refuses to have it set."""
    (namespace,) = [one for one in gc.get_referents(vars(kind)) if type(one) is dict]
    _kept.append(namespace[attribute])
    namespace[attribute] = value
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


# ---------------------------------------------------------------- looking up


def resolve(name: str) -> Any:
    """Find what a dotted name names, among what is imported; None when there is no such thing."""
    parts = name.split(".")
    found: Any = sys.modules.get(parts[0])
    for part in parts[1:]:
        found = getattr(found, part, None)
    return found


@functools.cache
def public_functions(owner: Any) -> tuple[str, ...]:
    """Name the public functions of a module."""
    return tuple(
        attribute
        for attribute, value in list(vars(owner).items())
        if not attribute.startswith("_") and callable(value) and not isinstance(value, type)
    )
