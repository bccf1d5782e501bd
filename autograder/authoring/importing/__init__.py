"""Take an existing course along: another tool's master notebook becomes an assignment's folder, and a report says what became of each test.

Comes in: nbgrader's source notebooks, or otter's. Goes out: assignments/<name>/ and a report. `nbgrader_source` and `otter_source` read, `data_beside`
takes the files along that a notebook reads, `modules_beside` those that it imports from, `pictures_beside` those that it shows, `questions` finds what belongs together, `ways` decides how each test is judged, `writing` writes,
`nbgrader_export` goes the other way. The cli imports it; it runs in an author's own process, where the notebook's own solutions and tests run too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring import cell_names
from autograder.authoring import new as beginning
from autograder.authoring.importing import (
    data_beside,
    modules_beside,
    nbgrader_source,
    otter_source,
    pictures_beside,
    questions,
)
from autograder.authoring.importing.source_cells import Role, SourceCell, SourceNotebook, without_magics
from autograder.conventions import module_of
from autograder.course import data_files
from autograder.errors import AssignmentBroken, UsageError

if TYPE_CHECKING:
    from autograder.authoring.importing.foreign_notebook import ForeignNotebook
    from autograder.authoring.importing.ways import Test

_MOST_NAMED = 12  # files in one remark
_LACKING = re.compile(r"NameError: name '(\w+)' is not defined")


@dataclass(frozen=True, slots=True)
class Imported:
    """One notebook that was taken along."""

    name: str
    files: tuple[Path, ...]
    tests: tuple[Test, ...]
    points: float
    points_before: float
    remarks: tuple[str, ...]


def take_along(path: Path, name: str, root: Path, *, once: bool = False) -> list[Imported]:
    """Import a notebook, or each one of a folder: then their names are NAME_STEM; each with the data that it reads.

    once: a mistake is paid for once, and what builds on it is asked with ours in its place; else it costs what it cost there.
    Raises UsageError, and AssignmentBroken for a notebook that doesn't run; then nothing is written. What is there is never overwritten.
    """
    found = notebooks(path)
    names = [name if len(found) == 1 else f"{name}_{beginning.as_name(one.name)}" for one in found]
    if twice := next((one for at, one in enumerate(names) if one in names[:at]), ""):
        raise UsageError(found=f"two of the notebooks would be called {twice}", fix="Import each by itself.")
    for one in names:
        beginning.check_name(one, root)
    path, root = path.resolve(), root.resolve()
    first = beginning.next_order(root)
    taken = [
        _taken(source, its, root, path, first + at, once)
        for at, (source, its) in enumerate(zip(found, names, strict=True))
    ]
    files = [{path: text.encode() for path, text in texts.items()} | data for _, texts, data in taken]
    beginning.write({root / "assignments" / one: its for one, its in zip(names, files, strict=True)})
    return [one for one, _, _ in taken]


def notebooks(path: Path) -> list[SourceNotebook]:
    """Read what lies at a path; raises UsageError where there is nothing to import."""
    if path.is_file():
        files = [path]
    elif path.is_dir():
        files = [one for one in sorted(path.glob("*.ipynb")) if not one.name.startswith(".")]
    else:
        raise UsageError(found=f"there is no {path}", fix="Give a notebook, or the folder of an assignment.")
    if not files:
        inside = sorted(
            {one.parent for one in path.glob("*/*.ipynb")} | {one.parent for one in path.glob("source/*/*.ipynb")}
        )
        fix = (
            f"Give one of: {', '.join(map(str, inside[:8]))}."
            if inside
            else "Give a notebook, or the folder of an assignment."
        )
        raise UsageError(found=f"{path} holds no notebook", fix=fix)
    return [_read(file) for file in files]


def _read(file: Path) -> SourceNotebook:
    if nbgrader_source.is_source(file):
        return nbgrader_source.read(file)
    if otter_source.is_source(file) and not otter_source.is_old(file):
        return otter_source.read(file)
    if otter_source.is_old(file):
        raise UsageError(
            found=f"{file.name} is written in otter's format 0",
            fix="Bring it into format 1, with raw cells (otter's documentation says how), then import it.",
        )
    raise UsageError(
        found=f"{file.name} has neither nbgrader's settings nor otter's cells",
        fix="Give the master notebook, with its solutions: nbgrader's of source/, or the one that otter assign takes.",
    )


def _cost(once: bool, tool: str) -> str:
    if once:
        return f"it is asked with ours in its place, so that a mistake is paid for once; in {tool} it cost both"
    return f"a mistake there costs its tests too, as in {tool} (--once: it is paid for once)"


def _taken(
    source: SourceNotebook, name: str, root: Path, path: Path, order: int, once: bool
) -> tuple[Imported, dict[Path, str], dict[Path, bytes]]:
    """Judge one notebook's tests; returns what to tell of it, and the texts and data files to write."""
    from autograder.authoring.importing import (
        foreign_notebook,
        ways,
        writing,
    )  # to judge takes torch; what can't be read is told before

    lies_in = path if path.is_dir() else path.parent
    modules = modules_beside.take(lies_in, source.cells, source.kept_back)
    pictures = pictures_beside.take(lies_in, modules.cells, source.kept_back)
    beside = data_beside.take(lies_in, pictures.cells, (*source.files, *pictures.names), source.kept_back)
    beside = replace(beside, files={**beside.files, **pictures.attached})
    source = replace(source, cells=beside.cells)
    with data_files.at_hand(beside.files):
        found = questions.find(source.cells)
        setup, unfit = _setup(source, found, _own_files(source, path))
        course = foreign_notebook.ForeignNotebook([cell for cell in source.cells if cell.number in setup], found)
        _demand_runs(course, source, unfit)
        known = _known(source, setup, course)
        tests = [
            ways.decide(test, question, course, source.cells, known) for question in found for test in question.tests
        ]
        built_on = ways.builds_on(found, tests)
        needs = built_on if once else None
        wrongs, uncaught = ways.prove(found, tests, course, needs)
        idle = ways.passed_by_nothing(found, tests, course, source.stub) if source.stub else []
    points = writing.points_of(source, tests)
    imports = sorted(
        {module for cell in source.cells if cell.role in (Role.CODE, Role.SOLUTION) for module in _modules(cell)}
        - {module_of(file) for file in _own_files(source, path)}
    )
    folder = root / "assignments" / name
    texts = {
        folder / "assignment.toml": writing.toml(name, source, found, tests, points, order, imports, needs),
        folder / "notebook.py": writing.notebook(name, source, found, tests, wrongs, setup),
    }
    remarks = [f"cell {at} doesn't run in grading, since it can't run here: {why}" for at, why in unfit.items()]
    remarks += [f"{test.name}: nothing that was tried fails it; it may test nothing" for test in uncaught]
    remarks += [
        f"{test.name} passes where nothing is written: {source.tool} gives its points for that, {test.points:g} of {test.question}; here an empty block earns nothing"
        for test in idle
    ]
    remarks += [
        f"{question} is built on {', '.join(others)}: {_cost(once, source.tool)}"
        for question, others in built_on.items()
    ]
    remarks += [*modules.remarks, *beside.remarks, *pictures.remarks]
    remarks += _left_behind(
        source, name, path, found, [one for one in beside.left(lies_in) if one not in modules.taken]
    )
    before = round(sum(cell.points for cell in source.cells), 6)
    imported = Imported(name, tuple(texts), tuple(tests), points, before, (*source.remarks, *remarks))
    return imported, texts, {folder / place: content for place, content in beside.files.items()}


def _setup(
    source: SourceNotebook, found: Sequence[questions.FoundQuestion], files: Sequence[str]
) -> tuple[set[int], dict[int, str]]:
    """Choose the cells that run in grading, of those that can; the others stay as they are, each with why it can't run. files: Python files beside it that it imports."""
    from autograder.authoring.importing.foreign_notebook import ForeignNotebook

    chosen: list[SourceCell] = []
    unfit: dict[int, str] = {}
    wanted = questions.setup_cells(source.cells, found)
    for cell in (cell for cell in source.cells if cell.number in wanted):
        why = ForeignNotebook(chosen, []).fits(cell)
        if why:
            lacking = [file for file in files if f"No module named '{module_of(file)}'" in why]
            unfit[cell.number] = (
                f"{lacking[0]} isn't taken along, so write what it needs of that into it" if lacking else why
            )
        else:
            chosen.append(cell)
    return {cell.number for cell in chosen}, unfit


def _demand_runs(course: ForeignNotebook, source: SourceNotebook, unfit: Mapping[int, str]) -> None:
    """Demand that set-up and solutions run; raises AssignmentBroken, which says of a missing name why the cell that gives it didn't run."""
    try:
        course.notebook()
    except AssignmentBroken as error:
        missing = getattr(error.__cause__, "name", "") if isinstance(error.__cause__, NameError) else ""
        giver = _root(missing, source, unfit)
        if not giver:
            if below := _giver_left_out(missing, source):
                raise AssignmentBroken(
                    found=f"{error.found}: cell {below}, which gives it, needs what students write above it, or shows something, so it doesn't run in grading",
                    fix="Write its lines into the cell that needs them, above its BEGIN SOLUTION, as code that students are given.",
                ) from error
            raise
        raise AssignmentBroken(
            found=f"{error.found}: cell {giver}, which it needs, can't run here: {unfit[giver]}",
            fix="Make that cell run: files that it reads must lie beside the notebook or below it, and the libraries must be installed.",
        ) from error


def _giver_left_out(missing: str, source: SourceNotebook) -> int:
    return next(
        (cell.number for cell in source.cells if cell.role is Role.CODE and missing in questions.given_by(cell.source)),
        0,
    )


def _root(missing: str, source: SourceNotebook, unfit: Mapping[int, str]) -> int:
    """Return the number of the cell that gives a name and can't run; where it lacks a name itself, of the first one at fault. 0 where there is none."""
    giver, wanted = 0, missing
    givers = {
        name: cell.number
        for cell in reversed(source.cells)
        if cell.number in unfit
        for name in questions.given_by(cell.source)
    }
    while found := givers.pop(wanted, 0):
        giver = found
        lacking = _LACKING.match(unfit[giver])
        wanted = lacking[1] if lacking else ""
    return giver


def _known(source: SourceNotebook, setup: set[int], course: ForeignNotebook) -> set[str]:
    found = set(course.students)
    for cell in source.cells:
        if cell.number in setup:
            text = without_magics(cell.source)[0]
            found |= questions.given_by(text)
        elif cell.role is Role.SOLUTION:
            found |= cell_names.imported(ast.parse(without_magics(cell.source)[0]))
    return found


def _modules(cell: SourceCell) -> set[str]:
    try:
        tree = ast.parse(without_magics(cell.source)[0])
    except SyntaxError:
        return set()
    names = [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names} - {""}


def _own_files(source: SourceNotebook, path: Path) -> list[str]:
    """Name the Python files beside the notebook that it imports."""
    folder = path if path.is_dir() else path.parent
    modules = {module for cell in source.cells if cell.role is not Role.TEXT for module in _modules(cell)}
    return [f"{module}.py" for module in sorted(modules) if (folder / f"{module}.py").is_file()]


def _left_behind(
    source: SourceNotebook, name: str, path: Path, found: Sequence[questions.FoundQuestion], left: Sequence[str]
) -> list[str]:
    """Say what lies beside the notebook, or in it, and wasn't taken along as it is. left: files of its folder."""
    remarks = []
    own = _own_files(source, path)
    if path.is_dir() and (others := [one for one in left if one not in own]):
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        remarks.append(
            f"not taken along, since no code names them as files that it reads, and no text as pictures: {', '.join(others[:_MOST_NAMED])}{more}"
        )
    for file in own:
        remarks.append(
            f"{file}, which the notebook imports, wasn't taken along: where students write in it, copy it to assignments/{name}/, "
            f'write files = ["{file}"] in assignment.toml, and a test= and a check= for each of its functions in notebook.py'
        )
    for cell in source.cells:
        if cell.role is Role.TASK:
            remarks.append(f"cell {cell.number} ({cell.id}), a task, got one text cell for its answer")
    remarks += [f"{one.id} has no test: it is worth no points" for one in found if not one.tests]
    return remarks
