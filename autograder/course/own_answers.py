"""Who answers the checks that stand beside a question: reference.py where it has a function for it, else our own solution.

Comes in: an assignment's folder and its built notebook with solutions. Goes out: question and inputs → what came of the call. All of
it is the author's own code and runs in the grading process.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.checks.beside import Called
from autograder.conventions import kept_cell
from autograder.course import data_files, near_misses
from autograder.course.answers import bound_names
from autograder.course.modules import load_reference, reference_file
from autograder.errors import AssignmentBroken, remedy
from autograder.model import Notebook
from autograder.value_tree import map_leaves


class OwnAnswers:
    """Look for whatever answers a question, the first time that it is asked."""

    def __init__(self, folder: Path, library: str, solution: Notebook | None, drivers: str = "") -> None:
        self._folder, self._library, self._data = folder, library, data_files.read(folder)
        self._program = near_misses.OurNotebook(folder.name, near_misses.cells(solution), drivers, self._data)
        self._solution_cells = [
            cell.source
            for cell in (solution.cells if solution else ())
            if cell.kind == "code" and cell.solution and not cell.grade
        ]
        self._reference: dict[str, Callable[..., Any]] | None = None
        self._solutions: Any = None

    def call(self, question: str, inputs: Mapping[str, Any], driver: str = "") -> Called:
        """Call whatever answers a question, or the driver that puts it; raises AssignmentBroken where nothing does, or what it raises."""
        if self._reference is None:
            self._reference = load_reference(self._folder) if reference_file(self._folder).is_file() else {}
        function, library = self._reference.get(driver or question), "torch"
        if function is None and self.is_cell(question):
            return self._left(question, inputs)
        if function is None:
            function, library = self._driven(driver) if driver else self._solution_of(question), self._library
        handed = {name: map_leaves(near_misses.handed(library), value) for name, value in inputs.items()}
        with near_misses.quiet(self._data) as printed:
            answer = function(**handed)
        return Called(map_leaves(near_misses.plain, answer), map_leaves(near_misses.plain, handed), printed.getvalue())

    def is_cell(self, question: str) -> bool | None:
        """Say whether a question is a whole cell; None while nothing is built."""
        return self._program.is_cell(question)

    def _left(self, question: str, inputs: Mapping[str, Any]) -> Called:
        """Run our own cell, again where there are inputs, and return the variables that it leaves, as they are."""
        given = {name: map_leaves(near_misses.handed(self._library), value) for name, value in inputs.items()}
        with near_misses.quiet(self._data):
            self._solutions = self._solutions or self._program.notebook()
        cell = getattr(self._solutions, kept_cell(question))
        with near_misses.quiet(self._data) as printed:
            names = cell(**given)
        return Called(names, given, printed.getvalue())

    @property
    def students(self) -> frozenset[str]:
        """The names that students' cells bind, as our own do."""
        return frozenset(name for source in self._solution_cells for name in bound_names(source))

    def names_of(self, question: str) -> frozenset[str]:
        """The names that the cell of one question binds; none while nothing is built."""
        return self._program.names_of(question)

    def notebook(self) -> ModuleType:
        """Make a notebook of ours, with our solutions; raises AssignmentBroken where it doesn't run."""
        try:
            with near_misses.quiet(self._data):
                return self._program.notebook()
        except Exception as error:
            raise AssignmentBroken(
                found=f"{self._folder.name}: our own notebook raised {type(error).__name__}: {error}",
                fix=remedy(error, "Correct its set-up and solution cells, then build."),
            ) from error

    def _driven(self, driver: str) -> Callable[..., Any]:
        """Let a driver put its question to our own notebook."""
        with near_misses.quiet(self._data):
            self._solutions = self._solutions or self._program.notebook()
        return functools.partial(self._program.driver(driver), self._solutions)

    def _solution_of(self, question: str) -> Callable[..., Any]:
        with near_misses.quiet(self._data):
            self._solutions = self._solutions or self._program.notebook()
        function = getattr(self._solutions, question, None)
        if function is None:
            raise AssignmentBroken(
                found=f"{self._folder.name}: neither reference.py nor our solution has a function '{question}'",
                fix="Write one of them, then build.",
            )
        found: Callable[..., Any] = function
        return found
