"""Put together who each record is of, for an LMS that will be told: the roster's words, the LMS's own, and never what the student typed.

Comes in: records and the roster. Goes out: a Person for each record, and for everybody of the roster who has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.export import download_names
from autograder.export.download_names import DownloadName
from autograder.export.rows_match import Person
from autograder.model import Record
from autograder.people.class_lists import Student


def people(system: str, records: Sequence[Record], students: Sequence[Student]) -> dict[str, Person]:
    """List the people by the id that records have."""
    known = {student.key: student for student in students}
    made = {one.student_id: _person(system, one, known.get(one.student_id)) for one in records}
    here = {student.key for one in records if (student := known.get(one.student_id))} | made.keys()
    return made | {student.key: _absent(system, student) for student in known.values() if student.key not in here}


def download_of(system: str, record: Record, student: Student | None) -> DownloadName | None:
    """Read how the LMS named the record's file, if that says that it is of this very person; a group's other members have none."""
    if record.handed_in_by:
        return None
    ids = (record.student_id, student.lms_id if student else "")
    return next((found for one in ids if (found := download_names.read(system, record.source, one))), None)


def _person(system: str, record: Record, student: Student | None) -> Person:
    found = download_of(system, record, student)
    shown = found.name if found and system == "moodle" else ""
    if student is None:
        if found is None:
            return Person(record.student_id, never_lms=system == "moodle")
        return Person(record.student_id, shown, found.number, shown=shown, only_lms=True)
    absent = _absent(system, student)
    number = found.number if found else absent.lms_id
    return replace(
        absent,
        student_id=record.student_id,
        name=student.name or shown,
        lms_id=number,
        shown=shown,
        of_team=bool(shown) and shown == record.team,
        absent=False,
    )


def _absent(system: str, student: Student) -> Person:
    """Moodle's numbers are another in each assignment: only a download of this one tells them."""
    number = "" if system == "moodle" else student.lms_id
    others = tuple(one for one in (student.student_id, student.email) if one)
    return Person(student.key, student.name, number, others, section=student.section.strip(), absent=True)
