"""Bring the records of a results folder in line with what people know: times, extensions, excuses, groups.

Comes in: a results folder after its hand-ins were graded, and all that is Known beside: the course's people, times, what was given by hand.
Goes out: the same folder, in which a record and a page changed only where these do; marks by hand are put on top. What a student's own hand-in
earned is kept beside, so that any of it can be taken back without running code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder import report
from autograder.course import settings
from autograder.export import download_names
from autograder.model import Assignment, Record
from autograder.people import exceptions, roster, settling
from autograder.people.class_lists import Student
from autograder.people.edited_table import FILE_MODE
from autograder.people.settling import People, is_own
from autograder.results import atomic, hand_marks, record
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a results folder's hand-ins beside what their code earned."""

    folder: Folder
    assignment: Assignment
    people: People
    times: Mapping[str, datetime]
    marks: HandMarks


def people_of(name: str, root: Path, students: tuple[Student, ...]) -> People:
    """Read what the course knows of its people, for an assignment; raises GradingError naming file and line."""
    course = settings.of_course(root)
    allowed = exceptions.of_course(root, ZoneInfo(course.time_zone), settings.names(root))
    everybody = frozenset(one.key for one in roster.of_course(root))
    return People(students, allowed.for_ids(roster.called(students)), settings.groups_of(name, root), everybody)


def expected(name: str, root: Path, folder: Folder) -> People:
    """Read the course's people, those whom a results folder's own roster names before all."""
    return people_of(name, root, roster.expected(folder, root))


def own_records(folder: Folder, records: Iterable[Record]) -> dict[str, Record]:
    """Tell what each student's own hand-in earned by its code, by student; those whom only their group's hand-in counts for have none."""
    found = {}
    for one in records:
        kept = folder.own(one.student_id)
        if is_own(one):
            found[one.student_id] = hand_marks.automatic(one)
        elif kept.exists():
            found[one.student_id] = record.load(kept)
    return found


@dataclass(frozen=True, slots=True)
class Current:
    """The records as they should be by all that people know today, and what they were."""

    records: Mapping[str, Record]
    shown: Mapping[str, Record]  # as they are on the disk
    own: Mapping[str, Record]
    said: tuple[str, ...] = ()  # for whoever grades

    @property
    def differing(self) -> frozenset[str]:
        """Name the students whose record is to be written, or goes."""
        students = self.records.keys() | self.shown.keys()
        return frozenset(one for one in students if self.records.get(one) != self.shown.get(one))

    @property
    def sorted(self) -> list[Record]:
        """Give the records in the order of their students."""
        return [self.records[student] for student in sorted(self.records)]


def current(known: Known, shown: Iterable[Record]) -> Current:
    """Make the records as they should be, and write nothing. shown: as they are on the disk."""
    listed = list(shown)
    own = own_records(known.folder, listed)
    ids = roster.lms_ids(known.people.students)
    uploads = download_names.uploads({student: one.source for student, one in own.items()}, ids)
    settled = settling.settle(own, known.times, known.people, known.assignment, uploads)
    allowed, name = known.people.exceptions, known.assignment.name
    everybody = {*settled.records, *(one.key for one in known.people.students), *known.people.course}
    said = (*settled.said, *allowed.contradictions(name), *allowed.of_nobody(name, everybody))
    made = {student: hand_marks.settle(one, known.marks) for student, one in settled.records.items()}
    return Current(made, {one.student_id: one for one in listed}, own, said)


def apply(known: Known, shown: Iterable[Record]) -> Current:
    """Write the records and pages that differ from what they should be."""
    today, folder = current(known, shown), known.folder
    said = list(today.said)
    for student, made in today.records.items():
        kept = folder.own(student)
        if not is_own(made) and student in today.own:
            atomic.write(kept, record.encode(today.own[student]), mode=FILE_MODE)
        if today.shown.get(student) != made:
            page = report.page_of(folder, made, known.assignment)
            folder.save(record.encode(made), page, None)
        if is_own(made):
            kept.unlink(missing_ok=True)
    for student in sorted(today.shown.keys() - today.records.keys()):
        hander = today.shown[student].handed_in_by
        why = "is in no group with them now" if hander in today.own else "has no hand-in any more"
        said.append(f"{student} has no record any more: it was {hander}'s, who {why}.")
        for path in (folder.record(student), folder.page(student)):
            path.unlink(missing_ok=True)
    return replace(today, said=tuple(said))


def settle(known: Known, shown: Iterable[Record]) -> Current:
    """Write records, pages and tables as they should be by all that is known."""
    today = apply(known, shown)
    names, excused = roster.names(known.people.students), known.people.excused(known.assignment.name)
    report.publish(known.folder, known.assignment, names, excused, records=today.sorted)
    return today


def add_attempts(folder: Folder, assignment: Assignment, added: Mapping[str, Sequence[str]]) -> None:
    """Name files of students that don't count, beside the hand-ins of theirs that do."""
    own = own_records(folder, record.load_readable(folder.path))
    for student in added.keys() & own.keys():
        made = replace(own[student], attempts=tuple(dict.fromkeys((*own[student].attempts, *added[student]))))
        if made == own[student]:
            continue
        if folder.own(student).exists():
            atomic.write(folder.own(student), record.encode(made), mode=FILE_MODE)
        else:
            folder.save(record.encode(made), report.page_of(folder, made, assignment), None)
