"""Run an author's hidden files: the checks and pictures that they make, and the functions that they define.

Comes in: an assignment's folder. Goes out: a `Collection`, in the order in which it is written, or a module. An author's mistake is one
sentence with the file and the line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.conventions import kept_cell
from autograder.course import beside, built_on, code_files, data_files, settings
from autograder.course.layout import HIDDEN, SHARED, text_of
from autograder.course.modules import load_module
from autograder.course.settings import AssignmentFile
from autograder.errors import AssignmentBroken, SubmissionRejected
from autograder.intake import ipynb
from autograder.model import Check, Notebook

if TYPE_CHECKING:  # the words of checks bring torch, which takes seconds: only who runs hidden files waits for it
    from autograder.checks.assert_cells import AssertCell
    from autograder.checks.check_cells import CheckCell
    from autograder.checks.collecting import Collection
    from autograder.course.own_answers import OwnAnswers


def load_checks(folder: Path) -> tuple[Check, ...]:
    """Return the checks of an assignment that needn't be built yet; raises AssignmentBroken."""
    path = folder.parents[1] / "source" / folder.name / f"{folder.name}.ipynb"
    try:
        solution = code_files.with_solutions(ipynb.read(path.read_bytes()), folder) if path.is_file() else None
    except SubmissionRejected:
        solution = None
    return tuple(load_hidden(folder, settings.of_assignment(folder), solution).checks)


def load_hidden(folder: Path, file: AssignmentFile, solution: Notebook | None) -> Collection:
    """Run every hidden/checks*.py, by name, then pictures.py, and return what they made; raises AssignmentBroken."""
    from autograder.checks import asserts, typed_answers
    from autograder.checks import beside as beside_words
    from autograder.checks.collecting import VALUE_DTYPES, Defaults, collecting
    from autograder.course import near_misses
    from autograder.course.own_answers import OwnAnswers

    hidden, data = folder / HIDDEN, data_files.read(folder)
    defaults = Defaults(
        library=file.checks.library,
        dtypes=tuple(file.checks.dtypes) or VALUE_DTYPES,
        structure=file.checks.structure,
        builds_on=built_on.of_assignment(
            [(cell.question, cell.is_whole) for cell in near_misses.cells(solution)], file, folder / "assignment.toml"
        ),
        mistakes=near_misses.mistakes(folder, solution, drivers(folder)),
    )
    files, cells, typed = sorted(hidden.glob("checks*.py")), check_cells(folder), typed_cells(folder)
    own = OwnAnswers(folder, file.checks.library, solution, drivers(folder))
    tests = assert_cells(folder, own)
    pictures = hidden / "pictures.py"
    with collecting(defaults) as made:
        for path in (*files, *([pictures] if pictures.is_file() else [])):
            load_module(path)
        with data_files.at_hand(data):
            made.references = beside_words.make(cells, own.call, own.is_cell) if cells else {}
        made.references |= dict(
            typed_answers.make(one.question, one.options, f"{one.path}:{one.line}") for one in typed
        )
        made.references |= asserts.make(tests)
    made.checks[:] = [replace(check, draw=data_files.with_data(check.draw, data)) for check in made.checks]
    made.references = {name: data_files.with_data(answer, data) for name, answer in made.references.items()}
    for problem in _problems(made):
        raise problem
    return made


def check_cells(folder: Path) -> list[CheckCell]:
    """Compile the cells of notebook.py that hold checks."""
    from autograder.checks.check_cells import CheckCell

    return [
        CheckCell(
            question=cell.question,
            points=float(cell.options["points"]),
            path=str(cell.path),
            line=cell.line,
            source=cell.source,
            driver=str(cell.options.get("driver", "")),
        )
        for cell in beside.cells(folder)
        if cell.role == beside.CHECK
    ]


def typed_cells(folder: Path) -> list[beside.BesideCell]:
    """List the cells whose answers are typed."""
    return [cell for cell in beside.cells(folder) if cell.role in beside.TYPED]


def tests(folder: Path, solution: Notebook) -> list[AssertCell]:
    """List the cells of asserts of an assignment that is built, whichever way they are judged."""
    from autograder.course.own_answers import OwnAnswers

    return assert_cells(folder, OwnAnswers(folder, settings.of_assignment(folder).checks.library, solution))


def assert_cells(folder: Path, own: OwnAnswers) -> list[AssertCell]:
    """Compile the cells of notebook.py that hold plain asserts."""
    from autograder.checks.assert_cells import AssertCell
    from autograder.checks.asserts import BESIDE

    return [
        AssertCell(
            question=cell.question,
            name=str(cell.options["name"]),
            points=float(cell.options["points"]),
            path=str(cell.path),
            line=cell.line,
            source=cell.source,
            notebook=own.notebook,
            students=own.students,
            own=own.names_of(cell.question),
            state=kept_cell(cell.question) if own.is_cell(cell.question) else "",
            beside=cell.options.get("trust") == BESIDE,
        )
        for cell in beside.cells(folder)
        if cell.role == beside.ASSERTS
    ]


def _problems(made: Collection) -> Iterator[AssignmentBroken]:
    """Find what a check or a picture lacks in itself."""
    for check in made.checks:
        if not check.title:
            yield AssignmentBroken(
                found=f"{check.place}: {check.name} has no title, the line that students read",
                fix="Write the fact it checks: as the docstring of its function, or in .says(…).",
            )
        if check.asks in check.with_reference:
            fix = "Take it out of builds_on or with_reference."
            yield AssignmentBroken(found=f"{check.place}: {check.name} is given what it asks", fix=fix)
    first: dict[tuple[str, str], str] = {}
    for check in made.checks:
        other = first.setdefault((check.asks, check.name), check.place)
        if other != check.place:
            found = f"{check.place}: two checks are named {check.asks}.{check.name}, the other one in line {other.rpartition(':')[2]}"
            if other.rpartition(":")[0] != check.place.rpartition(":")[0]:
                found += f" of {Path(other).name.partition(':')[0]}"
            yield AssignmentBroken(found=found, fix="Give one of them another name.")
    for picture in made.pictures:
        if not picture.caption:
            where = f"{picture.asked.place}: {picture.asked.name}"
            yield AssignmentBroken(found=f"{where} has no docstring", fix="Write its caption.")


def drivers(folder: Path) -> str:
    """Return the text of drivers.py, and the drivers of checks beside their question; "" without any. A line `# include NAME.py` stands for that file of _shared/checks/."""
    from autograder.checks import beside as beside_words
    from autograder.checks.assert_drivers import DRIVERS as ASSERT_DRIVERS

    path = folder / HIDDEN / "drivers.py"
    of_words = beside_words.DRIVERS if check_cells(folder) or typed_cells(folder) else ""
    of_words += ASSERT_DRIVERS if any(cell.role == beside.ASSERTS for cell in beside.cells(folder)) else ""
    if not path.is_file():
        return of_words
    included = re.compile(r"^# include (\w+\.py)$", re.MULTILINE)
    return included.sub(lambda line: _shared_text(folder, line[1], path), _python(path)) + of_words


def _shared_text(folder: Path, name: str, wanted_by: Path) -> str:
    path = folder.parent / SHARED / name
    if not path.is_file():
        raise AssignmentBroken(found=f"{wanted_by} includes {path}, which is missing", fix="Correct its name.")
    return _python(path)


def _python(path: Path) -> str:
    """Read a file that has to be Python; raises AssignmentBroken naming the line where it isn't."""
    text = text_of(path)
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise AssignmentBroken(found=f"{path}:{error.lineno}: {error.msg}", fix="Correct it.") from None
    return text
