"""Records → what people read: the assignment's page, marks.csv, and nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.course import people
from autograder.course.people import Student, read_roster
from autograder.errors import GradingError
from autograder.model import Assignment, Record, RecordStatus
from autograder.report import course, feedback, marks
from autograder.results import atomic, record, saved_run
from autograder.results.folder import Folder
from autograder.results.record import NewerVersion
from autograder.results.saved_run import ForThePage


def publish(folder: Folder, assignment: Assignment) -> list[Record]:
    """Write index.html and marks.csv from the records on disk; returns the records."""
    records = record.load_all(folder.path)
    absent = {student.student_id: student.name for student in people.missing(expected(folder), records)}
    atomic.write(folder.path / "index.html", course.page(records, assignment).encode())
    atomic.write(folder.path / "marks.csv", marks.table(records, assignment, absent).encode())
    return records


def expected(folder: Folder) -> tuple[Student, ...]:
    """Return the roster that the last run with one was given; none without."""
    return read_roster(folder.roster) if folder.roster.exists() else ()


def pages(folder: Folder, assignment: Assignment) -> Iterator[Record]:
    """Write every student's page anew, with the pictures that grading drew."""
    for one in record.load_all(folder.path):
        kept = _kept(folder, one) if one.status is RecordStatus.GRADED else None
        pictures = kept.pictures if kept else ()
        atomic.write(folder.page(one.student_id), feedback.page(one, assignment, pictures).encode())
        yield one


def gradebook(folder: Folder, assignment: Assignment, records: Iterable[Record], root: Path, database: str) -> None:
    """Bring nbgrader's gradebook and autograded/ up to date with these records; manual scores stay."""
    from autograder.export.nbgrader import gradebook as nbgrader

    nbgrader.update(
        root,
        assignment,
        ((one, kept.program if (kept := _kept(folder, one)) else None) for one in records),
        db_url=database or None,
    )


def _kept(folder: Folder, one: Record) -> ForThePage | None:
    """Read what was kept of a record's run; None where that is gone, damaged, or not of this hand-in."""
    path = folder.saved_run(one.student_id)
    try:
        kept = saved_run.for_the_page(path.read_bytes()) if path.exists() else None
    except NewerVersion:
        raise
    except GradingError:
        return None
    return kept if kept and kept.submission.sha256 == one.submission_sha256 else None
