"""Trip when student code calls something that its question doesn't allow, however it got hold of it.

In: dotted names as assignment.toml lists them ("torch.cdist", "torch.nn", "numpy.linalg.norm"), and those that may be used all the same.
Out: which of the banned were met. What several names ban is met under the first of them: they come dearest first.

A ban is a set of kernels and effects, whatever name leads to them:
- an operation of torch has kernels; tripwires stand in their place in the dispatcher (ban_kernels.py), or are put there while the ban is
  active, so getattr, torch.ops, captured references and scripted functions all trip;
- what torch does once more in Python, NumPy's functions, and what has effects of its own (a module made, a graph walked backwards, a batch
  dimension added) are gates (ban_gates.py), which the server installs once and which are closed while the ban is active;
- other packages can't be imported while the ban is active.

This runs in the student's own process, so it is a tripwire for honest people, beside the syntax rules: reported apart from correctness.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from types import FrameType, ModuleType
from typing import Any

import torch

from autograder.errors import AssignmentBroken
from autograder.sandbox.inside import ban_gates, ban_kernels
from autograder.sandbox.inside.ban_gates import STATE, public_functions, resolve
from autograder.sandbox.inside.ban_table import GATES
from autograder.sandbox.inside.kernel_names import bases, kernels, overloads
from autograder.sandbox.inside.plotting_frames import is_drawing, learn
from autograder.sandbox.inside.torchs_own_calls import unless_torchs_own

_KEYS = {"cpu": ("CPU",), "cuda": ("CPU", "CUDA"), "simulated": ("CPU", "PrivateUse1")}


_Library: Any = torch.library.Library
_LAPACK = "numpy.linalg._umath_linalg"  # det, solve and solve1, svd and svd_f: what functions of numpy.linalg call


class BannedCall(RuntimeError):
    """A call that the question doesn't allow."""


@dataclass(frozen=True, slots=True)
class _Set:
    """Names that are banned together, and what that means."""

    names: frozenset[str]
    bases: dict[str, str]  # operation's base name → the first name that has it
    operations: dict[str, str]  # operation → the first name that has it
    places: dict[str, tuple[tuple[str, str], ...]]  # name → (operation, key) where no tripwire stands for good


class Bans:
    """The tripwires of one process: set before student code loads, active only during calls.

    Raises AssignmentBroken for a name of torch's or numpy's that names nothing.
    """

    def __init__(self, names: Sequence[str], device: str = "cpu", *, allowed: Sequence[str] = ()) -> None:
        self._keys = _KEYS[device]
        # name → (operation, key) that are replaced now, and by what
        self._replaced: dict[str, tuple[tuple[tuple[str, str], ...], Any]] = {}
        self._watched: _Set | None = None  # for which names kernels are replaced now
        self._sets: dict[tuple[str, ...], _Set] = {}
        self._met: list[str] = []
        self._foreign = frozenset(name for name in names if name.partition(".")[0] not in ("torch", "numpy"))
        free = {operation for name in allowed for operation in kernels(name)}
        self._kernels = {name: [one for one in kernels(name) if one not in free] for name in names}
        ban_gates.install()
        ban_kernels.install(names)
        STATE.trip = unless_torchs_own(self.trip)
        for name in names:
            if not self._kernels[name] and name not in GATES:
                self._wrap_general(name)
        STATE.allowed = {owner for name in allowed for owner in ban_gates.gates_of(_found(name))}

    def put(self, names: Sequence[str], call: Callable[[], Any]) -> Any:
        """Make a call with these names banned, and return or raise what comes of it.

        What is met stops the call. It is noted, and the call made again with that name free: so all that it meets is known, and what its
        answer is worth without the ban.
        """
        left = list(names)
        while True:
            error = value = None
            with self.active(left):
                try:
                    value = call()
                except BaseException as raised:
                    error = raised
            if any(name in self._met for name in left):
                left = [name for name in left if name not in self._met]
            elif error is not None:
                raise error
            else:
                return value

    def met(self) -> list[str]:
        """Tell which active bans were met since this was last asked."""
        met, self._met = self._met, []
        return met

    @contextmanager
    def active(self, names: Iterable[str]) -> Iterator[None]:
        """Let the named bans trip inside the with block."""
        wanted = self._set_of(tuple(names))
        if wanted is not self._watched:
            self._replace_kernels(wanted)
        with ExitStack() as stack:
            for name in self._foreign & wanted.names:
                stack.enter_context(self._imports_of(name))
            if "torch.autograd" in wanted.names:
                stack.enter_context(self._backward_hooks())
            STATE.names, STATE.bases = wanted.names, wanted.bases
            try:
                yield
            finally:
                STATE.names, STATE.bases = frozenset(), {}

    def rest(self) -> None:
        """Put every real kernel back."""
        self._replace_kernels(self._set_of(()))

    def trip(self, name: str) -> None:
        """Note that a ban was met, and stop the call."""
        if name not in self._met:
            self._met.append(name)
        raise BannedCall(name)

    # ------------------------------------------------------------ kernels

    def _set_of(self, names: tuple[str, ...]) -> _Set:
        """Work out once what it takes to ban these names together: questions take turns with theirs."""
        if names not in self._sets:
            taken: dict[str, str] = {}  # each operation belongs to the first name that has it
            places: dict[str, tuple[tuple[str, str], ...]] = {}
            for name in names:
                mine = [one for one in self._kernels[name] if one not in taken]
                taken |= dict.fromkeys(mine, name)
                places[name] = tuple(
                    (one, key) for one in mine for key in self._keys if not ban_kernels.stands(one, key)
                )
            owners = {base: name for name in reversed(names) for base in bases(name)}
            self._sets[names] = _Set(frozenset(names), owners, taken, places)
        return self._sets[names]

    def _replace_kernels(self, wanted: _Set) -> None:
        """Put tripwires in the place of these names' kernels, and the real ones back everywhere else; they stay until the next change."""
        self._watched, STATE.operations = wanted, wanted.operations
        for name, (replaced, library) in list(self._replaced.items()):
            if wanted.places.get(name) != replaced:
                library._destroy()
                del self._replaced[name]
        for name, places in wanted.places.items():
            if places and name not in self._replaced:
                library, tripwire = _Library("aten", "IMPL"), self._kernel(name)
                self._replaced[name] = places, library
                for operation, key in places:
                    library.impl(operation, tripwire, key)

    def _kernel(self, name: str) -> Callable[..., Any]:
        def banned(*_args: Any, **_named: Any) -> None:
            self.trip(name)

        return banned

    # ------------------------------------------------------------ functions and gates

    def _wrap(self, name: str, owner: Any, attribute: str) -> None:
        """Watch a function where it is, or put another in its place where it is none of Python's."""
        original = getattr(owner, attribute, None)
        if original is None or ban_gates.watch(original, names=[name]):
            return
        foreign = name in self._foreign

        def checked(*args: Any, **named: Any) -> Any:
            caller = sys._getframe(1)
            if name in STATE.names and not is_drawing(caller) and not (foreign and _is_of_libraries(caller)):
                self.trip(name)
            return original(*args, **named)

        checked.stands_for = original  # type: ignore[attr-defined]
        checked.__name__ = checked.__qualname__ = (
            attribute  # no more of it: to read all of it of hundreds of functions takes time
        )
        setattr(owner, attribute, checked)

    def _wrap_general(self, name: str) -> None:
        """Ban a name of no known kind: a function wherever its package keeps it, all functions of a module, or a package's import.

        What belongs to neither torch nor NumPy is watched wherever anybody keeps it, since other modules import functions of math by name.
        """
        package = name.partition(".")[0]
        if package not in ("torch", "numpy"):
            if resolve(name) is None:
                return  # not imported yet, so its import is what trips
            package = ""
        found = _found(name)
        if isinstance(found, type):
            ban_gates.watch_class(found, name)
            return
        if isinstance(found, ModuleType):
            for attribute in public_functions(found):
                self._wrap(name, found, attribute)
            if not package:
                self._wrap_elsewhere(found)
            return
        for owner, attribute in _homes(package, found):
            self._wrap(name, owner, attribute)
        owner_name, _, attribute = name.rpartition(".")
        if getattr(resolve(owner_name), attribute) is found:
            self._wrap(name, resolve(owner_name), attribute)
        if owner_name == "numpy.linalg":
            kernels = resolve(_LAPACK)
            for kernel in list(vars(kernels)) if kernels is not None else ():
                if kernel.rstrip("1").partition("_")[0] == attribute:
                    self._wrap(name, kernels, kernel)

    def _wrap_elsewhere(self, module: ModuleType) -> None:
        """Watch a module's functions where other modules keep them: they were wrapped in their own just before."""
        for attribute in public_functions(module):
            watched = getattr(module, attribute)
            original = getattr(watched, "stands_for", None)
            for owner, other in _homes("", original) if original is not None else ():
                setattr(owner, other, watched)

    @contextmanager
    def _backward_hooks(self) -> Iterator[None]:
        """Trip when a graph is walked backwards, whichever way the engine was reached."""

        def unpack(_saved: Any) -> Any:
            self.trip("torch.autograd")

        with torch.autograd.graph.saved_tensors_hooks(lambda saved: saved, unpack):
            yield

    # ------------------------------------------------------------ imports

    @contextmanager
    def _imports_of(self, name: str) -> Iterator[None]:
        hidden = {module: sys.modules.pop(module) for module in list(sys.modules) if _is_below(module, name)}
        finder = _Refusal(name, self.trip)
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            sys.modules.update(hidden)


class _Refusal(MetaPathFinder):
    """Trip when a package, or something below it, is imported."""

    def __init__(self, name: str, trip: Callable[[str], None]) -> None:
        self._name = name
        self._trip = trip

    def find_spec(self, module: str, _path: Sequence[str] | None, _target: Any = None) -> None:
        if _is_below(module, self._name):
            self._trip(self._name)


def prepare_tables() -> None:
    """Look up and install, once in the server for all its children, what every process with bans needs."""
    overloads()
    learn()
    ban_gates.install()


def _found(name: str) -> Any:
    """Find what assignment.toml names; raises AssignmentBroken when there is no such thing."""
    found = resolve(name)
    if found is None:
        raise AssignmentBroken(
            found=f"there is nothing named {name!r} to ban or to allow", fix="Correct the name in assignment.toml."
        )
    return found


def _is_below(module: str, name: str) -> bool:
    return module == name or module.startswith(name + ".")


def _homes(package: str, wanted: Any) -> list[tuple[ModuleType, str]]:
    """List every (module, attribute) of a package, or of all there are, that holds the very same function."""
    homes = []
    for name, module in list(sys.modules.items()):
        if (not package or name == package or name.startswith(package + ".")) and isinstance(module, ModuleType):
            homes += [(module, attribute) for attribute, value in list(vars(module).items()) if value is wanted]
    return homes


def _is_of_libraries(frame: FrameType) -> bool:
    """Say whether torch or NumPy calls, which calculate with Python's own functions for purposes of theirs."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in ("torch", "numpy")
