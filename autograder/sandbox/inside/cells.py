"""Run the cells of one process's notebook, and keep what whole ones began with and left: later cells change neither.

Comes in: code, each with the name that drivers know it by, or with its module. Goes out: names in the notebook, and for a cell that is a question
as a whole a KeptCell among them. It lives in the child; all of it is a student's to change.
"""

from __future__ import annotations

import sys
from types import CodeType, ModuleType

from autograder.conventions.file_modules import FileModules, close_figures
from autograder.conventions.kept_names import Keeper, KeptCell


class Cells:
    """The notebook's names, the modules of the files beside it, and what was kept of them."""

    def __init__(self, notebook: ModuleType) -> None:
        self._names = notebook.__dict__
        self._modules = FileModules(notebook)
        self._keeper = Keeper()

    def run(self, code: CodeType, cell: str, module: str) -> None:
        """Run a cell, or a part of a module; where it is a question as a whole, keep it by the name that drivers know it by."""
        if module and self._modules not in sys.meta_path:
            sys.meta_path.insert(0, self._modules)
        before = self._keeper.kept(self._names) if cell else {}
        self._modules.run(code, module)
        if cell:
            self._names[cell] = KeptCell(lambda: self._modules.run(code), before, self._names, self._keeper)
            close_figures()
