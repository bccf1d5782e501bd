"""Who is expected to hand in, from a CSV file: `student_id[,name[,lms_id]]`, with or without a line of headings.

The heading may name the columns in another order, and others beside them. `lms_id` is the number by which the LMS names a student's files.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GradingError
from autograder.model import Record
from autograder.untrusted_text import for_file_name

COLUMNS = ("student_id", "name", "lms_id")
_FIX = "Write lines like 2022123456,Kim Ada or 2022123456,Kim Ada,10017."


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the roster."""

    student_id: str  # safe as a file's name
    name: str = ""
    lms_id: str = ""


def read_roster(path: Path) -> tuple[Student, ...]:
    """Return the students in the file's order; raises GradingError naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GradingError(f"{path} can't be read: {error.strerror or error}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise GradingError(f"{path} isn't UTF-8 text", "Save it as CSV in UTF-8.") from error
    rows = csv.reader(text.splitlines())
    columns: Sequence[str] = COLUMNS
    found: dict[str, Student] = {}
    try:
        for row in rows:
            where = f"{path}, line {rows.line_num}"
            if not any(cell.strip() for cell in row):
                continue
            headings = [cell.strip().casefold().replace(" ", "_") for cell in row]
            if not found and "student_id" in headings:
                columns = headings
                continue
            student = _student(dict(zip(columns, row, strict=False)), where)
            if student.student_id in found:
                raise GradingError(f"{where}: {student.student_id} stands there already", "Take one of the lines out.")
            found[student.student_id] = student
    except csv.Error as error:
        raise GradingError(f"{path}, line {rows.line_num}: {error}", _FIX) from error
    if not found:
        raise GradingError(f"{path} names no student", _FIX)
    return tuple(found.values())


def by_lms_id(students: Iterable[Student]) -> dict[str, str]:
    """Map the LMS's ids to the course's."""
    return {student.lms_id: student.student_id for student in students if student.lms_id}


def missing(students: Iterable[Student], records: Iterable[Record]) -> tuple[Student, ...]:
    """List who is expected and has no record."""
    here = {one.student_id for one in records}
    return tuple(student for student in students if student.student_id not in here)


def unexpected(students: Iterable[Student], records: Iterable[Record]) -> tuple[str, ...]:
    """List who has a record and isn't on the roster."""
    known = {student.student_id for student in students}
    return tuple(one.student_id for one in records if known and one.student_id not in known)


def _student(cells: dict[str, str], where: str) -> Student:
    own = cells.get("student_id", "").strip()
    if not own:
        raise GradingError(f"{where}: there is no student's id", _FIX)
    return Student(for_file_name(own), cells.get("name", "").strip(), cells.get("lms_id", "").strip())
