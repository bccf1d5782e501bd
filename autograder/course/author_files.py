"""Run an author's hidden files: the checks and pictures that they make, and the functions that they define.

Comes in: an assignment's folder. Goes out: a `Collection`, in the order in which it is written, or a module. An author's mistake is one
sentence with the file and the line.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.checks.collecting import VALUE_DTYPES, Collection, Defaults, collecting
from autograder.course import near_misses, settings
from autograder.course.layout import HIDDEN, SHARED
from autograder.course.settings import AssignmentFile
from autograder.errors import AssignmentBroken, GradingError, SubmissionRejected
from autograder.intake import ipynb
from autograder.model import Check, Notebook


def load_checks(folder: Path) -> tuple[Check, ...]:
    """Return the checks of an assignment that needn't be built yet; raises AssignmentBroken."""
    path = folder.parents[1] / "source" / folder.name / f"{folder.name}.ipynb"
    try:
        solution = ipynb.read(path.read_bytes()) if path.is_file() else None
    except SubmissionRejected:
        solution = None
    return tuple(load_hidden(folder, settings.of_assignment(folder), solution).checks)


def load_hidden(folder: Path, file: AssignmentFile, solution: Notebook | None) -> Collection:
    """Run every hidden/checks*.py, by name, then pictures.py, and return what they made; raises AssignmentBroken."""
    hidden = folder / HIDDEN
    defaults = Defaults(
        library=file.checks.library,
        dtypes=tuple(file.checks.dtypes) or VALUE_DTYPES,
        structure=file.checks.structure,
        builds_on={question: tuple(others) for question, others in file.builds_on.items()},
        mistakes=near_misses.mistakes(folder, solution, drivers(folder)),
    )
    files = sorted(hidden.glob("checks*.py"))
    if not files:
        raise AssignmentBroken(found=f"{hidden} has no checks*.py", fix="Every assignment needs one.")
    pictures = hidden / "pictures.py"
    with collecting(defaults) as made:
        for path in (*files, *([pictures] if pictures.is_file() else [])):
            load_module(path)
    for problem in _problems(made):
        raise problem
    return made


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
    counts = Counter((check.asks, check.name) for check in made.checks)
    for check in reversed(made.checks):
        if counts[check.asks, check.name] > 1:
            yield AssignmentBroken(found=f"{check.place}: two checks are named {check.asks}.{check.name}")
    for picture in made.pictures:
        if not picture.caption:
            where = f"{picture.asked.place}: {picture.asked.name}"
            yield AssignmentBroken(found=f"{where} has no docstring", fix="Write its caption.")


def drivers(folder: Path) -> str:
    """Return the text of drivers.py, "" without one; a line `# include NAME.py` stands for that file of _shared/checks/."""
    path = folder / HIDDEN / "drivers.py"
    if not path.is_file():
        return ""
    included = re.compile(r"^# include (\w+\.py)$", re.MULTILINE)
    return included.sub(lambda line: _shared_text(folder, line[1], path), path.read_text(encoding="utf-8"))


def _shared_text(folder: Path, name: str, wanted_by: Path) -> str:
    path = folder.parent / SHARED / name
    if not path.is_file():
        raise AssignmentBroken(found=f"{wanted_by} includes {path}, which is missing", fix="Correct its name.")
    return path.read_text(encoding="utf-8")


def load_reference(folder: Path) -> dict[str, Callable[..., Any]]:
    """Return the public functions of reference.py, by name."""
    module = load_module(folder / HIDDEN / "reference.py")
    return {name: value for name, value in vars(module).items() if callable(value) and not name.startswith("_")}


def load_module(path: Path) -> ModuleType:
    """Run one of an author's files as a module of its own; it may import from _shared.checks, of the folder that its assignment lies in."""
    spec = importlib.util.spec_from_file_location(f"assignment_{path.parent.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise AssignmentBroken(found=f"{path} is missing", fix="Every assignment needs one.")
    module = importlib.util.module_from_spec(spec)
    try:
        with _importable(path.parents[2]):
            spec.loader.exec_module(module)
    except GradingError:
        raise
    except Exception as error:
        line = _line_of(error, path)
        raise AssignmentBroken(found=f"{path}:{line}: {type(error).__name__}: {error}") from error
    return module


@contextmanager
def _importable(assignments: Path) -> Iterator[None]:
    """Let _shared be imported from one course's assignments while the block lasts, and forget it then: another course has another."""
    sys.path.insert(0, str(assignments))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(assignments))
        for name in [name for name in sys.modules if name.partition(".")[0] == SHARED.parts[0]]:
            del sys.modules[name]


def _line_of(error: Exception, path: Path) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 1
    line, frame = 1, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == str(path):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
