"""Write what people read: the assignment's page and marks.csv, and a feedback page for each student.

Comes in: the Records of a results folder and their Assignment. Goes out: index.html, marks.csv, feedback/<student_id>.html.
Imported by dispatch, pipeline, export, authoring and cli, never by another stage. Runs in the command's process and in its grading workers.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course import people
from autograder.course.people import Student, read_roster
from autograder.model import Assignment, Record
from autograder.report import course_page, feedback, marks
from autograder.results import atomic, record
from autograder.results.folder import Folder


def publish(folder: Folder, assignment: Assignment) -> list[Record]:
    """Write index.html and marks.csv from the records on disk; returns the records."""
    records = record.load_all(folder.path)
    absent = {student.student_id: student.name for student in people.missing(expected(folder), records)}
    atomic.write(folder.path / "index.html", course_page.page(records, assignment).encode())
    atomic.write(folder.path / "marks.csv", marks.table(records, assignment, absent).encode())
    return records


def expected(folder: Folder) -> tuple[Student, ...]:
    """Return the roster that the last run with one was given; none without."""
    return read_roster(folder.roster) if folder.roster.exists() else ()


def pages(folder: Folder, assignment: Assignment) -> Iterator[Record]:
    """Write every student's page anew."""
    for one in record.load_all(folder.path):
        atomic.write(folder.page(one.student_id), feedback.page(one, assignment).encode())
        yield one
