"""What stands for a block of the student's: our own implementation, as code without its text, or a stub that can't be used.

Come in: the assignment, a question, and what is given. Goes out: a code object. Runs in our own process, since what is compiled here needs no
text in the student's: nothing there holds a line of it, and it names no file. `run` imports it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from types import CodeType

from autograder.conventions import future_imports, is_solution_cell, is_whole_cell, kept_cell, question_of_cell
from autograder.conventions.future_imports import flags_above
from autograder.errors import AssignmentBroken
from autograder.model import Assignment, Program

FILE = "<given>"
"""The file that all of our code names in a student's process."""

_STUB = """
class {name}:
    def __init__(self, *args, **kwargs):
        raise NotImplementedError("{name} can't be used: there is no working code for it")
"""


_COMPILER = re.compile(r"\boptim\b|_dynamo\b|\bcheckpoint\b|\btorch\s*\.\s*func\b")


def speaks_of_compiler(program: Program, assignment: Assignment) -> bool:
    """Tell whether anything that runs speaks of what imports torch's compiler. Where it does unsaid, its own time is two seconds longer."""
    cells = (cell.source for cell in assignment.solution.cells if cell.kind == "code" and cell.solution)
    texts = (
        *program.setup,
        *(one.source for one in program.modules),
        *(block.source for block in program.blocks),
        assignment.drivers,
        *cells,
    )
    return any(map(_speaks, texts))


@lru_cache(maxsize=256)  # most are the assignment's own, the same for a class
def _speaks(text: str) -> bool:
    return _COMPILER.search(text) is not None


class Given:
    """What an assignment has to give, compiled when it is first wanted."""

    def __init__(self, assignment: Assignment) -> None:
        self._name = assignment.name
        self._cells = {
            question_of_cell(cell.grade_id): cell
            for cell in assignment.solution.cells
            if cell.kind == "code" and cell.solution and cell.grade_id and is_solution_cell(cell.grade_id)
        }
        self._sources = {question: cell.source for question, cell in self._cells.items()}
        self._notebook = assignment.solution
        self._known: dict[str, CodeType] = {}

    def instead(self, question: str, with_reference: Collection[str]) -> CodeType:
        """Return what stands for a student's block; raises AssignmentBroken when there is nothing to give."""
        return self._ours(question) if question in with_reference else self.stub(question)

    def stub(self, question: str) -> CodeType:
        """Return what stands for a block that can't be used; of a whole cell, nothing."""
        return future_imports.compiled("" if self.kept(question) else _STUB.format(name=question), FILE)

    def kept(self, question: str) -> str:
        """Return the name by which a whole cell is kept for drivers; "" for a function or class."""
        return kept_cell(question) if is_whole_cell(question, self._sources.get(question, f"def {question}")) else ""

    @property
    def has_cells(self) -> bool:
        """Whether some question is a whole cell, so that what one leaves is there for the next."""
        return any(map(self.kept, self._sources))

    def text(self, question: str) -> str:
        """Return our solution's cell; raises AssignmentBroken when there is none."""
        if question not in self._sources:
            raise AssignmentBroken(
                found=f"there is no solution to give for {question}", fix="Build the notebook again."
            )
        return self._sources[question]

    def _ours(self, question: str) -> CodeType:
        if question not in self._known:
            text = self.text(question)
            flags = flags_above(self._notebook.cells, self._cells[question])
            self._known[question] = compiled(text, f"{self._name}: our {question}", flags)
        return self._known[question]


@lru_cache(maxsize=256)  # the same for a class
def compiled(source: str, what: str, flags: int = 0) -> CodeType:
    """Compile text of ours, under the flags of __future__ imports above it; raises AssignmentBroken where it isn't Python."""
    try:
        return future_imports.compiled(source, FILE, flags)
    except SyntaxError as error:
        raise AssignmentBroken(
            found=f"{what} raised {type(error).__name__} in line {error.lineno} while grading",
            fix="Correct it, then build and release again.",
        ) from error
