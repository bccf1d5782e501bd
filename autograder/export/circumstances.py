"""Bring the records of a results folder in line with what people know: times, extensions, excuses, groups.

Comes in: a results folder after its hand-ins were graded, the course's people, and what was given by hand. Goes out: the same folder, in which a record and a page
changed only where these do; marks by hand are put on top. What a student's own hand-in earned is kept beside, so that any of it can be
taken back without running code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder import report
from autograder.course import settings
from autograder.model import Assignment, Record, SubmittedFile
from autograder.people import exceptions, roster, settling, team_times
from autograder.people.class_lists import Student
from autograder.people.edited_table import FILE_MODE
from autograder.people.settling import People, is_own
from autograder.people.times import Received, by_student, keep, read_times
from autograder.results import atomic, hand_marks, record
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks
from autograder.untrusted_text import for_message


def people_of(root: Path, students: tuple[Student, ...]) -> People:
    """Read what the course knows of its people; raises GradingError naming file and line."""
    course = settings.of_course(root)
    allowed = exceptions.of_course(root, ZoneInfo(course.time_zone), settings.names(root))
    return People(students, allowed, course.groups)


def expected(root: Path, folder: Folder) -> People:
    """Read the course's people, those whom a results folder's own roster names before all."""
    return people_of(root, roster.expected(folder, root))


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
    """The records as they should be by all that people know today, and what is on the disk."""

    records: Mapping[str, Record]
    shown: Mapping[str, Record]  # as they are on the disk
    own: Mapping[str, Record]
    said: tuple[str, ...] = ()  # for whoever grades

    @property
    def differing(self) -> frozenset[str]:
        """Name the students whose record is to be written, or goes."""
        students = self.records.keys() | self.shown.keys()
        return frozenset(one for one in students if self.records.get(one) != self.shown.get(one))


def current(
    folder: Folder,
    assignment: Assignment,
    people: People,
    times: Mapping[str, datetime],
    marks: HandMarks | None = None,
) -> Current:
    """Make the records as they should be, and write nothing. marks: None is what was last read of the gradebook."""
    if marks is None:
        marks = hand_marks.last_read(folder.hand_marks)
    records = record.load_all(folder.path)
    own = own_records(folder, records)
    settled = settling.settle(own, times, people, assignment)
    said = (*settled.said, *people.exceptions.contradictions(assignment.name))
    made = {student: hand_marks.settle(one, marks) for student, one in settled.records.items()}
    return Current(made, {one.student_id: one for one in records}, own, said)


def apply(
    folder: Folder,
    assignment: Assignment,
    people: People,
    times: Mapping[str, datetime],
    marks: HandMarks | None = None,
) -> tuple[str, ...]:
    """Write the records and pages that differ from what they should be; returns what whoever grades should hear of."""
    today = current(folder, assignment, people, times, marks)
    said = list(today.said)
    for student, made in today.records.items():
        kept = folder.own(student)
        if not is_own(made) and student in today.own:
            atomic.write(kept, record.encode(today.own[student]), mode=FILE_MODE)
        if today.shown.get(student) != made:
            page = report.page_of(folder, made, assignment)
            folder.save(record.encode(made), page, None)
        if is_own(made):
            kept.unlink(missing_ok=True)
    for student in sorted(today.shown.keys() - today.records.keys()):
        said.append(
            f"{student} has no record any more: it was {today.shown[student].handed_in_by}'s, who is in no group with them now."
        )
        for path in (folder.record(student), folder.page(student)):
            path.unlink(missing_ok=True)
    return tuple(said)


# ---------------------------------------------------------------- when


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When each hand-in came, and what isn't known of it."""

    times: Mapping[str, datetime]  # by student
    now: frozenset[str] = frozenset()  # the students whose time was told in this run
    said: tuple[str, ...] = ()  # for whoever grades


def arrivals(
    folder: Folder,
    root: Path,
    given: Path | None,
    files: Sequence[SubmittedFile],
    students: Sequence[Student],
    *,
    write: bool = True,
) -> Arrivals:
    """Put together the times of a file that was given now, of the files' own names, and of earlier runs; the newest counts.

    They are kept, if write is wished. What was known of a hand-in is never lost, whatever is given later. Raises GradingError naming the file's line.
    """
    zone = ZoneInfo(settings.of_course(root).time_zone)
    before = own_records(folder, record.load_readable(folder.path))
    ids = [*dict.fromkeys([*(file.student_id for file in files), *before])]
    others = roster.other_ids(students)
    given_rows = read_times(given, zone) if given else ()
    kept_rows = read_times(folder.received, zone) if folder.received.exists() else ()
    now, nobodys = by_student(given_rows, ids, others)
    sources = {one.student_id: one.source for one in before.values()} | {one.student_id: one.source for one in files}
    of_teams, strangers = team_times.find(nobodys, sources, students, others)
    now = of_teams | now | team_times.find([row for row in given_rows if row.team], sources, (), {})[0]
    now = {file.student_id: file.received for file in files if file.received} | now
    kept, not_yet = by_student(kept_rows, ids, others)
    recorded = {one.student_id: datetime.fromisoformat(one.received) for one in before.values() if one.received}
    times = recorded | kept | now
    if write and (times or nobodys or not_yet):
        keep(folder.received, times, [*not_yet, *nobodys])
    return Arrivals(times, frozenset(now), tuple(_doubts(given, strangers, files, times)))


def old_time(file: SubmittedFile) -> str:
    """Say that a new file of a student has the time of an earlier one."""
    time = file.received.isoformat() if file.received else ""
    return f"{for_message(file.student_id)}: another file than before, and no time for it: the earlier one's counts, {time}"


def _doubts(
    given: Path | None, nobodys: Sequence[Received], files: Sequence[SubmittedFile], times: Mapping[str, datetime]
) -> Iterator[str]:
    if nobodys:
        yield f"Times in {given} that match no hand-in ({len(nobodys)}): {_named(one.ids[0] for one in nobodys)}"
    lacking = [file.student_id for file in files if file.student_id not in times]
    if times and lacking:
        yield f"Handed in at a time that isn't known, counted as in time ({len(lacking)}): {_named(lacking)}"


def _named(ids: Iterable[str]) -> str:
    named = list(ids)
    more = f" and {len(named) - 20} more" if len(named) > 20 else ""
    return ", ".join(for_message(one) for one in named[:20]) + more
