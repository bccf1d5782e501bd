"""Make modules of the Python files beside a notebook, in a namespace each, and keep what was imported of them up to date.

Comes in: code objects, each with the module that it belongs to. Goes out: modules that `import` finds by their names. A definition that is run
again replaces the former one wherever it is bound: in its module, in the notebook, in the other files, by whatever name. So our own
implementation takes a student's place, or theirs a stub's, as if each import had been made after it. It runs in the child, and in our own
process for notebooks of ours; it knows no file and reads none.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

_import: Callable[..., Any] = builtins.__import__
_items = dict.items
_modules = sys.modules


@contextmanager
def in_its_place(made: ModuleType) -> Iterator[None]:
    """Have a module, or a notebook, in sys.modules while its code runs, as it is while Python imports it: dataclasses look for its names there."""
    name = made.__name__
    former = _modules.get(name)
    _modules[name] = made
    try:
        yield
    finally:
        if former is not None:
            _modules[name] = former
        elif _modules.get(name) is made:
            del _modules[name]


def close_figures() -> None:
    """Let go of the figures that are open, as a notebook does below each cell: what a later cell draws goes into another one."""
    plots = _modules.get("matplotlib.pyplot")
    with suppress(Exception):  # a cell may have put anything there
        if plots is not None:
            plots.close("all")


class FileModules:
    """The modules of one notebook; also what Python's import asks for them, where it stands in sys.meta_path."""

    def __init__(self, notebook: ModuleType) -> None:
        self._notebook = notebook
        self._made: dict[str, ModuleType] = {}

    def run(self, code: CodeType, module: str = "") -> dict[str, Any]:
        """Run code in the notebook, or in a module of this name, which is made when it is run for the first time; returns its names.

        What a module's later code defines is bound in the notebook too: it is asked there, whether the notebook imports it or not.
        """
        if not module:
            with in_its_place(self._notebook):
                exec(code, self._notebook.__dict__)
            return self._notebook.__dict__
        if module not in self._made:
            self._make(module)
            with in_its_place(self._made[module]):
                exec(code, self._made[module].__dict__)
            return self._made[module].__dict__
        names = self._made[module].__dict__
        before = dict(_items(names))
        try:
            with in_its_place(self._made[module]):
                exec(code, names)
        finally:
            self._rebind(before, names)
        return names

    def importing(self, name: str, *rest: Any, **more: Any) -> Any:
        """Stand for `__import__` where modules are to be found without a place in sys.modules."""
        return self._made[name] if name in self._made else _import(name, *rest, **more)

    # ------------------------------------------------------------ as a finder and a loader of Python's

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that was made; reloading it leaves it as it is."""
        del path, target
        return ModuleSpec(name, self) if name in self._made else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module itself."""
        return self._made[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: its code has run."""

    # ------------------------------------------------------------ parts

    def _make(self, name: str) -> None:
        made = ModuleType(name)
        made.__dict__["__file__"] = f"{name}.py"
        if "__builtins__" in self._notebook.__dict__:
            made.__dict__["__builtins__"] = self._notebook.__dict__["__builtins__"]
        self._made[name] = made

    def _rebind(self, before: Mapping[str, Any], names: dict[str, Any]) -> None:
        # a definition may be wrapped by a decorator, in an object of any kind
        changed = {key: value for key, value in _items(names) if callable(value) and before.get(key) is not value}
        for key, value in changed.items():
            former = before.get(key)
            for other in (self._notebook, *self._made.values()):
                theirs = [bound for bound, held in _items(other.__dict__) if former is not None and held is former]
                for bound in theirs:
                    other.__dict__[bound] = value
            self._notebook.__dict__[key] = value
