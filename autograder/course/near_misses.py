"""Let wrong answers of ours answer hidden inputs, so that their mistakes are recognised without being written twice.

Comes in: an assignment's wrong answers and its catalogue of near misses, its notebook with solutions, its drivers. Goes out: a `Mistake` for
each that may be named: those that authors wrote first, in their words, then those of the catalogue. All of it is the author's own code, trusted as reference.py is, and it runs in the grading process; a student's never does. Every question is put
to a notebook of its own, made anew: our set-up and solution cells, then the mistaken one over ours.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Protocol

import numpy as np
import torch

from autograder.checks.answers import formed
from autograder.checks.collecting import Mistake, NoAnswer
from autograder.conventions import future_imports, is_whole_cell, kept_cell, module_of, question_of_cell
from autograder.conventions.file_modules import FileModules, close_figures
from autograder.conventions.future_imports import flags_above
from autograder.conventions.kept_names import Keeper, KeptCell
from autograder.course import answers, catalogue, data_files
from autograder.course.answers import Answer
from autograder.course.data_files import DataFiles
from autograder.errors import AssignmentBroken, remedy
from autograder.model import CaseInputs, Form, Notebook
from autograder.value_tree import map_leaves


class Maker(Protocol):
    """Makes a mistake of a wrong answer."""

    def __call__(self, answer: Answer, *, by_hand: bool = False) -> Mistake:
        """by_hand: an author wrote it, in his words."""


def mistakes(folder: Path, solution: Notebook | None, drivers: str) -> tuple[Mistake, ...]:
    """Read the wrong answers that feedback may name; without a built solution notebook they can be counted, but not asked."""
    made = mistake_maker(folder, solution, drivers)
    written = [made(answer, by_hand=True) for answer in answers.near_misses(folder)]
    return (*written, *map(made, catalogue.entries_that_fit(folder, solution)))


def mistake_maker(folder: Path, solution: Notebook | None, drivers: str) -> Maker:
    """Let wrong answers stand in a notebook that is ours otherwise."""
    program = OurNotebook(folder.name, cells(solution), drivers, data_files.read(folder))

    def made(answer: Answer, *, by_hand: bool = False) -> Mistake:
        return Mistake(
            name=answer.name,
            question=answer.question,
            sentence=answer.near_miss or answer.docstring.split("\n")[0].rstrip("."),
            fails=frozenset(answer.fails),
            answer=_Mistaken(program, answer),
            offered=by_hand and bool(answer.near_miss),
            by_hand=by_hand,
        )

    return made


@dataclass(frozen=True, slots=True)
class OurCell:
    """A cell that is run in grading, ours."""

    question: str  # "" in set-up
    source: str
    module: str = ""  # of the file beside the notebook that it is a part of
    flags: int = 0  # for compile(), of the __future__ imports above it
    is_whole: bool = False  # whether the question is the cell as a whole


def cells(solution: Notebook | None) -> tuple[OurCell, ...]:
    """Return the code that every notebook of ours begins with: what is run in grading, with our own solutions; files, set-up first, as in grading."""
    every = solution.cells if solution else ()
    code = [cell for cell in every if cell.kind == "code"]
    made = []
    for cell in code:
        if "setup" in cell.tags or (cell.solution and not cell.grade):
            question = question_of_cell(cell.grade_id or "") if cell.solution else ""
            is_whole = bool(question) and is_whole_cell(question, cell.source)
            made.append(OurCell(question, cell.source, module_of(cell.file), flags_above(every, cell), is_whole))
    return tuple(sorted(made, key=lambda cell: (not cell.module, not cell.module and bool(cell.question))))


class _Made(ModuleType):
    """A notebook of ours, with the modules of its files, and what copies its values."""

    __slots__ = ("files", "keeper")  # beside its names

    def __init__(self) -> None:
        super().__init__("notebook")
        self.files = FileModules(self)
        self.keeper = Keeper()


class OurNotebook:
    """Our own notebook, compiled the first time that it is wanted."""

    def __init__(self, name: str, cells: Sequence[OurCell], drivers: str, data: DataFiles) -> None:
        self._name = name
        self.data = data  # at hand while any of it runs
        self._cells = cells
        self._drivers = drivers
        self._has_modules = any(cell.module for cell in cells)
        self._compiled: dict[tuple[str, str, int], CodeType] = {}

    def notebook(self, question: str = "", source: str = "") -> ModuleType:
        """Make a new one, with our solution of every question; with another solution in the place of a question that is a whole cell.

        A function or class is the one of its own cell, as it is asked in the sandbox, though a later cell takes its name.
        """
        made = _Made()
        torch.set_default_dtype(torch.float32)  # another notebook's set-up may have made it another one
        if self._has_modules:
            made.__dict__["__builtins__"] = {**vars(builtins), "__import__": made.files.importing}
        asked = {}
        for cell in self._cells:
            text = source if cell.is_whole and cell.question == question else cell.source
            code = self.compiled(text, f"<solution of {self._name}>", cell.flags)
            before = made.keeper.before(made.__dict__) if cell.is_whole else {}
            made.keeper.changed()
            names = made.files.run(code, cell.module)
            if cell.question in names and not cell.is_whole:
                asked[cell.question] = names[cell.question]
            if cell.is_whole:
                again = partial(made.files.run, code)
                setattr(made, kept_cell(cell.question), KeptCell(again, before, made.__dict__, made.keeper))
                close_figures()
        made.__dict__.update(asked)
        return made

    def put(self, made: ModuleType, question: str, source: str, place: str) -> Any:
        """Run another solution of a question where ours stands, and return what it defines by the question's name."""
        module, flags = next(((one.module, one.flags) for one in self._cells if one.question == question), ("", 0))
        code = self.compiled(source, place, flags)
        names = made.files.run(code, module) if isinstance(made, _Made) else {}
        return names[question]

    def is_cell(self, question: str) -> bool | None:
        """Say whether a question is a whole cell; None where there is no such question, because nothing is built yet."""
        return next((cell.is_whole for cell in self._cells if cell.question == question), None)

    def names_of(self, question: str) -> frozenset[str]:
        """List what the cell of a question binds."""
        return frozenset(
            name for cell in self._cells if cell.question == question for name in answers.bound_names(cell.source)
        )

    def driver(self, name: str) -> Any:
        """Return a function of drivers.py."""
        namespace: dict[str, Any] = {"__name__": "drivers"}
        exec(self.compiled(self._drivers, "<drivers>"), namespace)
        return namespace[name]

    def compiled(self, source: str, place: str, flags: int = 0) -> CodeType:
        """Compile a text once."""
        if (source, place, flags) not in self._compiled:
            self._compiled[source, place, flags] = future_imports.compiled(source, place, flags)
        return self._compiled[source, place, flags]


@dataclass(frozen=True, slots=True)
class _Mistaken:
    """One wrong answer, ready to be asked."""

    program: OurNotebook
    wrong: Answer

    def __call__(self, asked: str, driver: str | None, inputs: CaseInputs) -> Any:
        """Return its answer as torch tensors and plain values; raises NoAnswer where it has none of that form, or raises itself.

        asked: the question in whose place it stands, which may be one that is asked alike.
        """
        with quiet(self.program.data):
            try:
                whole = self.program.is_cell(self.wrong.question)
                notebook = self.program.notebook()
                put = self.program.driver(driver) if driver else None
            except Exception as error:
                found = f"the solution notebook or drivers.py raised {type(error).__name__}: {error}"
                raise AssignmentBroken(
                    found=f"{self.wrong.place}: {found}", fix=remedy(error, "Build it again.")
                ) from error
            try:
                if whole:
                    notebook = self.program.notebook(self.wrong.question, self.wrong.source)
                else:
                    mistaken = self.program.put(notebook, self.wrong.question, self.wrong.source, str(self.wrong.path))
                    setattr(notebook, asked, mistaken)
                arguments = {name: map_leaves(handed(inputs.library), value) for name, value in inputs.items()}
                answer = put(notebook, **arguments) if put else getattr(notebook, asked)(**arguments)
                return map_leaves(plain, answer)
            except Exception as error:
                raise NoAnswer(f"{type(error).__name__}: {error}") from error


@contextlib.contextmanager
def quiet(data: DataFiles | None = None) -> Iterator[io.StringIO]:
    """Keep what authors' code prints, warns of and draws at random from the grading process, and have data files at hand; gives what was printed.

    data: None for those that are at hand already.
    """
    printed = io.StringIO()
    with (
        contextlib.nullcontext() if data is None else data_files.at_hand(data),
        torch.random.fork_rng(devices=[]),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield printed


def handed(library: str) -> Any:
    def leaf(value: Any) -> Any:
        if not isinstance(value, torch.Tensor):
            return copy.deepcopy(value)
        return value.numpy().copy() if library == "numpy" else value.clone()

    return leaf


def plain(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().cpu()
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.dtype.kind in "biuf"):
        return formed(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    made = formed(value)
    if isinstance(made, Form):
        return made
    raise NoAnswer(f"a {type(value).__name__} is no plain value")
