"""Who is expected to hand in, and when their work came in: two CSV files that an instructor writes or downloads.

The roster is `student_id[,name[,lms_id]]`, with or without a line of headings, which may name the columns in another order, and others
beside them; `lms_id` is the number by which the LMS names a student's files. The times are `student_id,ISO time with its UTC offset`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.errors import GradingError
from autograder.model import Record
from autograder.results import csv_files
from autograder.results.folder import Folder
from autograder.untrusted_text import as_id

COLUMNS = ("student_id", "name", "lms_id")
_ROSTER_FIX = "Write lines like 2022123456,Kim Ada or 2022123456,Kim Ada,10017."
_TIMES_FIX = "Write lines like 2022123456,2026-10-05T23:41:00+09:00."


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the roster."""

    student_id: str  # as written
    name: str = ""
    lms_id: str = ""


def read_roster(path: Path) -> tuple[Student, ...]:
    """Return the students in the file's order; raises GradingError naming the line."""
    columns: Sequence[str] = COLUMNS
    students: dict[str, Student] = {}
    for where, row in csv_files.load(path, fix=_ROSTER_FIX).filled():
        headings = [cell.strip().casefold().replace(" ", "_") for cell in row]
        if not students and "student_id" in headings:
            columns = headings
            continue
        student = _student(dict(zip(columns, row, strict=False)), where)
        if student.student_id in students:
            raise GradingError(f"{where}: {student.student_id} stands there already", "Take one of the lines out.")
        students[student.student_id] = student
    if not students:
        raise GradingError(f"{path} names no student", _ROSTER_FIX)
    return tuple(students.values())


def read_times(path: Path) -> dict[str, datetime]:
    """Return each student's time of handing in, the latest where there are several; raises GradingError naming the line."""
    times: dict[str, datetime] = {}
    for number, (where, row) in enumerate(csv_files.load(path, fix=_TIMES_FIX).filled()):
        if number == 0 and row[0].strip().casefold().replace(" ", "_") in ("student_id", "id", "student"):
            continue
        student_id, time = _time(row, where)
        times[student_id] = max(time, times.get(student_id, time))
    return times


def expected(folder: Folder) -> tuple[Student, ...]:
    """Return the roster that the last run into a results folder was given; none without."""
    return read_roster(folder.roster) if folder.roster.exists() else ()


def names(students: Iterable[Student]) -> dict[str, str]:
    """Map ids to names."""
    return {student.student_id: student.name for student in students}


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
        raise GradingError(f"{where}: there is no student's id", _ROSTER_FIX)
    return Student(as_id(own), cells.get("name", "").strip(), cells.get("lms_id", "").strip())


def _time(row: Sequence[str], where: str) -> tuple[str, datetime]:
    if len(row) < 2 or not row[0].strip():
        raise GradingError(f"{where}: expected a student's id and a time", _TIMES_FIX)
    try:
        time = datetime.fromisoformat(row[1].strip())
    except ValueError as error:
        raise GradingError(f"{where}: '{row[1].strip()[:40]}' is no ISO time", _TIMES_FIX) from error
    if time.utcoffset() is None:
        raise GradingError(f"{where}: the time '{row[1].strip()}' has no UTC offset", _TIMES_FIX)
    return as_id(row[0]), time
