"""Take an existing course along: another tool's master notebook becomes an assignment's folder, and a report says what became of each test.

Comes in: nbgrader's source notebooks, or otter's. Goes out: assignments/<name>/ and a report. `nbgrader_source` and `otter_source` read, `questions`
finds what belongs together, `ways` decides how each test is judged, `writing` writes, `nbgrader_export` goes the other way. The cli imports it; it
runs in an author's own process, where the notebook's own solutions and tests run too.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring import cell_names
from autograder.authoring import new as beginning
from autograder.authoring.importing import nbgrader_source, otter_source, questions
from autograder.authoring.importing.source_cells import Role, SourceCell, SourceNotebook, without_magics
from autograder.conventions import module_of
from autograder.course import data_files
from autograder.course.layout import DATA
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.authoring.importing.ways import ForeignNotebook, Test


@dataclass(frozen=True, slots=True)
class Imported:
    """One notebook that was taken along."""

    name: str
    files: tuple[Path, ...]
    tests: tuple[Test, ...]
    points: float
    points_before: float
    remarks: tuple[str, ...]


def take_along(path: Path, name: str, root: Path) -> list[Imported]:
    """Import a notebook, or each one of a folder: then their names are NAME_STEM; each with the data/ beside it. Raises UsageError; nothing that is there is overwritten."""
    found = notebooks(path)
    names = [name if len(found) == 1 else f"{name}_{beginning.as_name(one.name)}" for one in found]
    for one in names:
        beginning.check_name(one, root)
    path, root = path.resolve(), root.resolve()
    data = data_files.read(path if path.is_dir() else path.parent)
    with data_files.at_hand(data):
        taken = [_taken(source, its, root, path) for source, its in zip(found, names, strict=True)]
    for its in names:
        for file, content in data.items():
            place = root / "assignments" / its / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    return taken


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
    if otter_source.is_source(file):
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


def _taken(source: SourceNotebook, name: str, root: Path, path: Path) -> Imported:
    from autograder.authoring.importing import ways, writing  # to judge takes torch; what can't be read is told before

    found = questions.find(source.cells)
    setup, remarks = _setup(source, found)
    course = ways.ForeignNotebook([cell for cell in source.cells if cell.number in setup], found)
    course.notebook()
    known = _known(source, setup, course)
    tests = [ways.decide(test, question, course, source.cells, known) for question in found for test in question.tests]
    wrongs, uncaught = ways.prove(found, tests, course)
    points = writing.points_of(source, tests)
    imports = sorted(
        {module for cell in source.cells if cell.role in (Role.CODE, Role.SOLUTION) for module in _modules(cell)}
        - {module_of(file) for file in _own_files(source, path)}
    )
    folder = root / "assignments" / name
    texts = {
        folder / "assignment.toml": writing.toml(name, source, tests, points, beginning.next_order(root), imports),
        folder / "notebook.py": writing.notebook(name, source, found, tests, wrongs, setup),
    }
    files = beginning.write(texts)
    remarks += [f"{test.name}: nothing that was tried fails it; it may test nothing" for test in uncaught]
    remarks += list(_left_behind(source, name, path, found))
    before = round(sum(cell.points for cell in source.cells), 6)
    return Imported(name, tuple(files), tuple(tests), points, before, (*source.remarks, *remarks))


def _setup(source: SourceNotebook, found: Sequence[questions.FoundQuestion]) -> tuple[set[int], list[str]]:
    """Choose the cells that run in grading, of those that can; the others stay as they are, and a remark says so."""
    from autograder.authoring.importing.ways import ForeignNotebook

    students = {name for one in found for name in cell_names.bound_names_of(one.source)}
    chosen: list[SourceCell] = []
    remarks = []
    wanted = questions.setup_cells(source.cells, students)
    for cell in (cell for cell in source.cells if cell.number in wanted):
        why = ForeignNotebook(chosen, []).fits(cell)
        if why:
            remarks.append(f"cell {cell.number} doesn't run in grading, since it can't run here: {why}")
        else:
            chosen.append(cell)
    return {cell.number for cell in chosen}, remarks


def _known(source: SourceNotebook, setup: set[int], course: ForeignNotebook) -> set[str]:
    found = set(course.students)
    for cell in source.cells:
        if cell.number in setup:
            text = without_magics(cell.source)[0]
            found |= cell_names.bound_names_of(text) | cell_names.imported(ast.parse(text))
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


def _left_behind(source: SourceNotebook, name: str, path: Path, found: Sequence[questions.FoundQuestion]) -> list[str]:
    """Say what lies beside the notebook, or in it, and wasn't taken along as it is."""
    remarks = []
    if path.is_dir():
        others = sorted(
            one.name
            for one in path.iterdir()
            if one.suffix != ".ipynb" and one.name != DATA and not one.name.startswith(".")
        )
        if others:
            remarks.append(f"files beside the notebook weren't taken along: {', '.join(others)}")
    for file in _own_files(source, path):
        remarks.append(
            f"{file}, which the notebook imports, wasn't taken along: where students write in it, copy it to assignments/{name}/, "
            f'write files = ["{file}"] in assignment.toml, and a test= and a check= for each of its functions in notebook.py'
        )
    for cell in source.cells:
        if cell.role is Role.CODE_ANSWER:
            remarks.append(f"cell {cell.number} ({cell.id}), code that a person marks, became a text cell")
        if cell.role is Role.TASK:
            remarks.append(f"cell {cell.number} ({cell.id}), a task, got one text cell for its answer")
    remarks += [f"{one.id} has no test: it is worth no points" for one in found if not one.tests]
    return remarks
