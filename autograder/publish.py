"""Records → what people read: the assignment's page, marks.csv, and nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder import kept, record
from autograder.batch import Folder
from autograder.errors import GradingError
from autograder.model import Assignment, Program, Record
from autograder.report import course, feedback, marks


def publish(folder: Folder, assignment: Assignment) -> list[Record]:
    """Write index.html and marks.csv from the records on disk; returns the records."""
    records = record.load_all(folder.path)
    record.save(folder.path / "index.html", course.page(records, assignment).encode())
    record.save(folder.path / "marks.csv", marks.table(records, assignment).encode())
    return records


def pages(folder: Folder, assignment: Assignment) -> Iterator[Record]:
    """Write every student's page anew."""
    for one in record.load_all(folder.path):
        record.save(folder.page(one.student_id), feedback.page(one, assignment).encode())
        yield one


def gradebook(folder: Folder, assignment: Assignment, records: Iterable[Record], root: Path, database: str) -> None:
    """Bring nbgrader's gradebook and autograded/ up to date with these records; manual scores stay."""
    from autograder.export import gradebook as nbgrader

    nbgrader.update(root, assignment, ((one, _program(folder, one)) for one in records), db_url=database or None)


def _program(folder: Folder, one: Record) -> Program | None:
    path = folder.kept(one.student_id)
    try:
        return kept.decode(path.read_bytes()).program if path.exists() else None
    except GradingError:
        return None
