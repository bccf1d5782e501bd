"""Run the cells of one process's notebook, and keep what later cells mustn't change of what is asked.

Comes in: code, each with the question that it is of, and the name that drivers know a whole cell by, or its module. Goes out: names in the notebook;
for a cell that is a question as a whole a KeptCell among them. It lives in the child; all of it is a student's to change.

A function or class is asked as it was right below its own cell, where the notebook's tests run too, though a later cell takes its name. So are
the other questions' functions then, and the functions and classes that its own cell defined besides. All else that it uses is the notebook's, as it
is at its end: what later cells define is there when it runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType, ModuleType
from typing import Any

import torch

from autograder.conventions.file_modules import FileModules, close_figures
from autograder.conventions.kept_names import Keeper, KeptCell

_items = dict.items
_default_dtype = torch.get_default_dtype
_mro = type.__dict__["__mro__"].__get__
_ABSENT = object()


class Cells:
    """The notebook's names, the modules of the files beside it, and what was kept of them."""

    def __init__(self, notebook: ModuleType) -> None:
        self._names = notebook.__dict__
        self._modules = FileModules(notebook)
        self._keeper = Keeper()
        self._own: set[str] = set()  # questions whose functions are the student's
        self._ours: dict[str, Any] = {}  # question → what is given in place of the student's
        self._below: dict[str, dict[str, Any]] = {}  # question → what names were right below its cell
        self.dtype = torch.float32  # torch's default, which the set-up may have made another one

    def run(
        self, code: CodeType, *, cell: str = "", module: str = "", question: str = "", is_ours: bool = False
    ) -> None:
        """Run a cell, or a part of a module.

        cell: where it is a question as a whole, the name by which drivers know it. question: what it answers; "" for what answers none. is_ours: it
        is given, and counts for what other questions call, whatever a student's cell makes of its name.
        """
        if module and self._modules not in sys.meta_path:
            sys.meta_path.insert(0, self._modules)
        names = self._names
        before = self._keeper.before(names) if cell else dict(_items(names))
        self._keeper.changed()
        self._modules.run(code, module)
        if cell:
            names[cell] = KeptCell(lambda: self._modules.run(code), before, names, self._keeper)
            close_figures()
        elif question:
            self._remember(question, before, is_ours=is_ours)
        elif not module:  # of the set-up, which runs before all that is a student's
            self.dtype = _default_dtype()

    def _remember(self, question: str, before: dict[str, Any], *, is_ours: bool) -> None:
        now = self._names
        self._ours.pop(question, None)
        if is_ours and question in now:
            self._ours[question] = now[question]
        self._own.add(question)
        bound = {name: value for name, value in _items(now) if before.get(name, _ABSENT) is not value}
        self._below[question] = {
            **{name: now[name] for name in self._own if name in now},
            **{name: value for name, value in _items(self._ours) if name not in bound},
            **{name: value for name, value in _items(bound) if _is_defined(value)},
        }

    @contextmanager
    def as_below(self, question: str) -> Iterator[None]:
        """Have the functions as they were right below a question's cell; then as they are at the notebook's end, but for what was bound meanwhile."""
        names, below = self._names, self._below.get(question, {})
        former = {name: names.get(name, _ABSENT) for name in below}
        self._keeper.changed()
        names.update(below)
        try:
            yield
        finally:
            for name, value in _items(former):
                if names.get(name, _ABSENT) is not below[name]:
                    continue
                if value is _ABSENT:
                    del names[name]
                else:
                    names[name] = value


def _is_defined(value: Any) -> bool:
    return type(value) is FunctionType or any(parent is type for parent in _mro(type(value)))
