"""Run the notebook that is imported as it runs in grading, with the source's own solutions, or with another text in one of its cells.

Comes in: cells that run in grading, and questions. Goes out: notebooks made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from autograder.authoring.cell_names import bound_names_of
from autograder.authoring.importing.questions import FoundQuestion
from autograder.authoring.importing.source_cells import SourceCell, without_magics
from autograder.conventions.file_modules import in_its_place
from autograder.conventions.future_imports import CellCompiler
from autograder.conventions.kept_names import Keeper
from autograder.course.near_misses import quiet
from autograder.errors import AssignmentBroken, remedy

_FIXES: dict[type[Exception], str] = {
    NotImplementedError: "Give the master notebook, with its solutions, if this is the one that students get; else write that cell's.",
    SyntaxError: "Only Python is graded: if students write in another language there, as below %%bash, make it a manually graded answer; else correct it.",
}


class ForeignNotebook:
    """The notebook as it runs in grading, with the source's own solutions."""

    def __init__(self, setup: Sequence[SourceCell], questions: Sequence[FoundQuestion]) -> None:
        cells = [(cell.number, without_magics(cell.source)[0]) for cell in setup]
        self.students = frozenset(name for one in questions for name in bound_names_of(one.source))
        self._whole = {one.cell.number for one in questions if one.whole}
        self._functions = {one.cell.number: one.id for one in questions if not one.whole}
        self._cells = sorted([*cells, *((one.cell.number, one.source) for one in questions)])

    def notebook(self, last: int = 0) -> ModuleType:
        """Make it anew, each question's function as its own cell defines it; raises AssignmentBroken where a cell doesn't run. last: the number of the cell that ends it, 0 for all."""
        made, compiled = ModuleType("notebook"), CellCompiler()
        asked: dict[str, Any] = {}  # in grading a function is asked as it was below its cell
        for number, source in (one for one in self._cells if not last or one[0] <= last):
            try:
                with quiet(), in_its_place(made):
                    exec(compiled(source, f"<cell {number}>"), made.__dict__)
            except Exception as error:
                raise AssignmentBroken(
                    found=f"cell {number} raised {type(error).__name__}: {error}".removesuffix(": "),
                    fix=remedy(
                        error,
                        _FIXES.get(
                            type(error), "Correct it in the notebook that you import; data files must be there."
                        ),
                    ),
                ) from error
            asked |= self._defined(number, made)
        made.__dict__.update({} if last else asked)
        return made

    def _defined(self, number: int, made: ModuleType) -> dict[str, Any]:
        """Return the function that a cell defines, by its name, where it is a question's."""
        name = self._functions.get(number)
        return {name: vars(made)[name]} if name in vars(made) else {}

    def with_answer(self, number: int, source: str) -> tuple[dict[int, ModuleType], set[int]]:
        """Make it with another text in a cell, as it runs when that is handed in.

        Returns it as it is below each cell, by its number, and the numbers of the cells that don't run to their end: such a cell leaves nothing, not
        even what it assigned before it stopped.
        """
        made, stopped, compiled, keeper = ModuleType("notebook"), set(), CellCompiler(), Keeper()
        below: dict[int, ModuleType] = {}
        for at, own in self._cells:
            before = dict(made.__dict__)
            try:
                with quiet(), in_its_place(made):
                    exec(compiled(source if at == number else own, f"<cell {at}>"), made.__dict__)
            except Exception:
                stopped.add(at)
                made.__dict__.clear()
                made.__dict__.update(before)
            below[at] = ModuleType("notebook")
            below[at].__dict__.update(keeper.kept(made.__dict__))
        for at, one in below.items():
            made.__dict__.update(self._defined(at, one))
        return {at: one if at in self._whole else made for at, one in below.items()}, stopped

    def fits(self, cell: SourceCell) -> str:
        """Say why a cell can't run above students' answers; "" where it can."""
        try:
            made = self.notebook()
            with quiet(), in_its_place(made):
                exec(CellCompiler()(without_magics(cell.source)[0], "<cell>"), made.__dict__)
        except Exception as error:
            return " ".join([f"{type(error).__name__}: {error}.", remedy(error, "")]).strip(" .")
        return ""
