"""Write what people read: the assignment's page and marks.csv, and a feedback page for each student.

Comes in: the Records of a results folder and their Assignment. Goes out: index.html, marks.csv, feedback/<student_id>.html.
Imported by dispatch, pipeline, export, authoring and cli, never by another stage. Runs in the command's process and in its grading workers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from autograder.model import Assignment, Record, RecordStatus
from autograder.report import course_page, feedback, marks, rendering
from autograder.results import atomic, record
from autograder.results.folder import Folder

NOBODY: Mapping[str, str] = MappingProxyType({})


def prepare_pages(assignment: Assignment) -> None:
    """Load what students' pages are made with, so that nobody waits for it later."""
    rendering.prepare(assignment.language, "feedback.html", code=True)


def prepare_course_page(assignment: Assignment) -> None:
    """Load what the assignment's page is made with."""
    rendering.prepare(assignment.language, "course.html")


def publish(
    folder: Folder,
    assignment: Assignment,
    expected: Mapping[str, str] = NOBODY,
    excused: Collection[str] = (),
    *,
    records: list[Record] | None = None,
) -> list[Record]:
    """Write index.html and marks.csv; returns the records, those on disk where none are given.

    expected: id → name of who should have handed in; those without a record get a row too. excused: those of them who needn't.
    """
    records = record.load_all(folder.path) if records is None else records
    here = {one.student_id for one in records}
    absent = {student_id: name for student_id, name in expected.items() if student_id not in here}
    alike = folder.alike.exists()
    page = course_page.page(records, assignment, absent, excused, alike=alike)
    atomic.write(folder.path / "index.html", page.encode())
    atomic.write(folder.path / "marks.csv", marks.table(records, assignment, absent, excused).encode())
    return records


def pages(folder: Folder, assignment: Assignment, records: Iterable[Record] | None = None) -> Iterator[Record]:
    """Write every student's page anew, with the pictures that grading drew; records: else those on disk."""
    for one in record.load_all(folder.path) if records is None else records:
        atomic.write(folder.page(one.student_id), page_of(folder, one, assignment))
        yield one


def page_of(folder: Folder, one: Record, assignment: Assignment) -> bytes:
    """Give a student's page, with the pictures that grading drew for their hand-in or their group's."""
    kept = folder.for_the_page(one.handed_in_by or one.student_id) if one.status is RecordStatus.GRADED else None
    pictures = kept.pictures if kept and kept.submission.sha256 == one.submission_sha256 else ()
    return feedback.page(one, assignment, pictures).encode()
