"""Run one of an author's hidden files as a module of its own, and say an author's mistake in one sentence with the file and the line.

Comes in: a path below assignments/. Goes out: the module, or of reference.py its functions.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.course import data_files
from autograder.course.layout import HIDDEN, SHARED, text_of
from autograder.errors import AssignmentBroken, GradingError, remedy


def load_reference(folder: Path) -> dict[str, Callable[..., Any]]:
    """Return the public functions of reference.py, by name."""
    data = data_files.read(folder)
    module = load_module(reference_file(folder))
    public = {name: value for name, value in vars(module).items() if callable(value) and not name.startswith("_")}
    return {name: data_files.with_data(value, data) for name, value in public.items()}


def reference_file(folder: Path) -> Path:
    """Return where trusted answers are written."""
    return folder / HIDDEN / "reference.py"


def without_reference(folder: Path, questions: list[str]) -> list[str]:
    """Name the questions that our own solution has to answer, for want of a function in reference.py."""
    path = reference_file(folder)
    tree = ast.parse(text_of(path)) if path.is_file() else ast.Module([], [])
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return [question for question in questions if question not in defined]


def load_module(path: Path) -> ModuleType:
    """Run one of an author's files as a module of its own; it may import from _shared.checks, of the folder that its assignment lies in."""
    data = data_files.read(path.parents[1])
    read = path.resolve()  # from another folder
    spec = importlib.util.spec_from_file_location(f"assignment_{path.parent.parent.name}_{path.stem}", read)
    if spec is None or spec.loader is None or not path.is_file():
        raise AssignmentBroken(found=f"{path} is missing", fix="Every assignment needs one.")
    module = importlib.util.module_from_spec(spec)
    try:
        with _importable(read), data_files.at_hand(data):
            spec.loader.exec_module(module)
    except GradingError:
        raise
    except Exception as error:
        line = _line_of(error, read)
        raise AssignmentBroken(
            found=f"{path}:{line}: {type(error).__name__}: {error}", fix=remedy(error, "")
        ) from error
    return module


@contextmanager
def _importable(path: Path) -> Iterator[None]:
    """Let a hidden file import its course's _shared.checks, and what lies beside it in hidden/, and forget those then: another course has others.

    Raises AssignmentBroken where it imports another file of assignments/: nobody would see that one change, and marks would stay as they were.
    No bytecode is kept of authors' files: Python takes a file that was saved twice within a second, at the same length, for the one that it knows.
    """
    assignments = path.parents[2]
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    before = set(sys.modules.copy())
    sys.path.insert(0, str(assignments))
    importlib.invalidate_caches()
    try:
        yield
        seen = (assignments / SHARED, path.parent)
        for name, file in _imported(before, assignments):
            if not any(file.is_relative_to(folder) for folder in seen):
                raise AssignmentBroken(
                    found=f"{path}: it imports {name} from {file.relative_to(assignments.parent)}, which isn't looked at to tell what has changed",
                    fix=f"Put what it needs into {assignments.name}/{SHARED.as_posix()}/, or beside it into {path.parent.name}/.",
                )
    finally:
        sys.path.remove(str(assignments))
        sys.dont_write_bytecode = kept
        for name in [name for name, _ in _imported(before, assignments)]:
            del sys.modules[name]
        shared = SHARED.parts[0]
        for name in [name for name in sys.modules.copy() if name == shared or name.startswith(f"{shared}.")]:
            del sys.modules[name]


def _imported(before: Collection[str], assignments: Path) -> list[tuple[str, Path]]:
    """List the modules that were imported meanwhile from files of assignments/, with these files; another thread may import all the while."""
    found = []
    for name, module in sys.modules.copy().items():
        file = getattr(module, "__file__", None) if name not in before else None
        if file and Path(file).is_relative_to(assignments):
            found.append((name, Path(file)))
    return found


def _line_of(error: Exception, path: Path) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 1
    line, frame = 1, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == str(path):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
