"""Tell of an assignment who waits for a person, and for what.

Comes in: records with what people gave, the class, exceptions, what was exported. Goes out: lists of students with a reason each, for the first page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from autograder.course import settings
from autograder.desk import changed_rubric, marking, two_stores
from autograder.desk.course_now import CourseNow, WrittenQuestion
from autograder.desk.requests import by_check
from autograder.errors import GradingError
from autograder.export import class_people
from autograder.export.final_marks import FinalMark
from autograder.export.given_out import GivenOut
from autograder.export.nbgrader import look_again, staff_notes
from autograder.export.nbgrader.look_again import LookAgain
from autograder.export.number_cells import value
from autograder.model import ExceptionKind, Record, RecordStatus
from autograder.people import exceptions, roster
from autograder.people.class_lists import Student
from autograder.results import hand_marks
from autograder.results.folder import Folder

NEEDS_A_PERSON = (
    "identity_mismatch", "identity_shared", "group_conflict", "late_unknown", "block_not_found", "answer_elsewhere", "earlier_attempt",
)  # fmt: skip
ABOUT_TEXTS = ("block_not_found", "answer_elsewhere")
LOOKALIKES = "similar/pairs.json"  # in the results folder: what `autograder similar` wrote
OFTEN = 3  # requests about one check from which on it is named
SYSTEMS = ("canvas", "moodle", "blackboard")


@dataclass(frozen=True, slots=True)
class Who:
    """One student on a list, and why."""

    student: str
    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A written question with answers that nobody has read, or that were marked by another rubric than today's."""

    question: WrittenQuestion
    waiting: int
    of: int
    stale: int = 0  # marks that rest on criteria which were changed since


class Alike(msgspec.Struct, frozen=True):
    """Two hand-ins that are too much alike."""

    one: str
    other: str
    why: str = ""
    page: str = ""  # where their texts stand side by side, a file beside the list


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits in an assignment."""

    name: str
    title: str
    handed_in: int = 0
    expected: int = 0
    missing: tuple[Who, ...] = ()
    rejected: tuple[Who, ...] = ()
    not_graded: tuple[Who, ...] = ()
    unread: tuple[Unread, ...] = ()
    findings: tuple[Who, ...] = ()
    lookalikes: tuple[Alike, ...] = ()
    has_alike: bool = False  # a page of the whole class's look-alikes
    requests: int = 0  # to look again, without an answer
    often: tuple[tuple[str, str, int], ...] = ()  # question, check, how many asked
    allowed: tuple[Who, ...] = ()
    exports: tuple[tuple[str, int], ...] = ()  # to which LMS, and how many marks differ from what went there
    stops: int = 0  # unread answers for whose sake an export writes nothing
    everybody: tuple[Who, ...] = ()
    behind: int = 0  # records on the disk that lack what was given
    trouble: tuple[str, ...] = ()  # what couldn't be read

    @property
    def count(self) -> int:
        """Give how many things wait for a person."""
        unread = sum(one.waiting + one.stale for one in self.unread)
        return (
            unread
            + self.requests
            + len(self.rejected)
            + len(self.not_graded)
            + len(self.findings)
            + len(self.lookalikes)
        )


def look(course: CourseNow, name: str) -> Waiting:
    """Look at one assignment; what can't be read is told, and the rest is shown."""
    trouble: list[str] = []
    folder, on_disk = course.folder(name), course.records(name)
    looked: set[tuple[str, str]] = set()
    asked: list[LookAgain] = []
    try:
        marks = course.marks(name)
        trouble += two_stores.told(course, name, marks.keys())
        asked = look_again.of_assignment(course.root, name, db_url=course.database)
        notes = staff_notes.of_assignment(course.root, name, db_url=course.database)
        looked = {(one.student, one.text) for one in notes if one.kind == staff_notes.LOOKED_AT}
    except GradingError as error:
        trouble += [*course.unreadable(name), str(error)]
        marks = hand_marks.last_read(folder.hand_marks).marks
    records = course.settle(name, marks)
    students: tuple[Student, ...] = ()
    allowed = exceptions.Exceptions()
    written: tuple[WrittenQuestion, ...] = ()
    try:
        students = roster.expected(folder, course.root)
        allowed = exceptions.of_course(course.root, course.zone, course.names(), name)
    except GradingError as error:
        trouble.append(str(error))
    try:
        written = course.written(name)
    except GradingError as error:
        trouble.append(str(error))
    trouble += dict.fromkeys(one.problem for one in written if one.problem)
    here = {one.student_id for one in records}
    names = roster.names(students)
    entries = [one for one in allowed.entries if one.assignment == name]
    free = {one.student_id for one in entries if one.exception.kind == "excuse"}
    try:
        exports = tuple(_exports(folder, records, students))
        lookalikes = tuple(alike(folder))
    except GradingError as error:
        trouble.append(str(error))
        exports, lookalikes = (), ()
    return Waiting(
        name=name,
        title=course.title(name),
        handed_in=len(records),
        expected=len({one.key for one in students} | here),
        missing=tuple(Who(one.key, one.name) for one in students if one.key not in here and one.key not in free),
        rejected=tuple(_who(records, RecordStatus.REJECTED)),
        not_graded=tuple(_who(records, RecordStatus.NOT_GRADED)),
        unread=tuple(replace(one, stale=_stale(course, name, one.question)) for one in _unread(records, written)),
        findings=tuple(_findings(records, looked)),
        lookalikes=lookalikes,
        has_alike=folder.alike.exists(),
        requests=sum(not one.answer for one in asked),
        often=tuple(one for one in by_check(asked) if one[2] >= OFTEN),
        allowed=tuple(Who(one.student_id, names.get(one.student_id, ""), _words(one, course)) for one in entries),
        exports=exports,
        stops=sum(one.waiting for one in records) if exports and _stop(course) else 0,
        everybody=tuple(Who(one.student_id, one.name) for one in records),
        behind=sum(one != now for one, now in zip(on_disk, records, strict=True)),
        trouble=tuple(trouble),
    )


def alike(folder: Folder) -> list[Alike]:
    """Read which hand-ins are too much alike, as `autograder similar` left it: [{"one", "other", "why", "page"}]; nothing without the file."""
    path = folder.path / LOOKALIKES
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Alike])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        raise GradingError(f"{path} can't be read ({error})", f"Run: autograder similar {folder.path.name}") from error


def _who(records: Sequence[Record], status: RecordStatus) -> Iterator[Who]:
    yield from (Who(one.student_id, one.name, one.reason or "") for one in records if one.status is status)


def _unread(records: Sequence[Record], written: Sequence[WrittenQuestion]) -> Iterator[Unread]:
    for asked in written:
        own = [q for one in records if one.status is RecordStatus.GRADED for q in one.questions if q.id == asked.id]
        read = [one for one in own if one.code.strip() or one.marked or one.waiting]
        yield Unread(asked, sum(one.waiting for one in own), len(read))


def rest_on_changed(course: CourseNow, name: str) -> Iterator[tuple[WrittenQuestion, int]]:
    """Count, by question, the marks that rest on criteria which were changed since."""
    yield from ((asked, count) for asked in course.written(name) if (count := _stale(course, name, asked)))


def _stale(course: CourseNow, name: str, asked: WrittenQuestion) -> int:
    if not asked.rubric or asked.problem:
        return 0
    try:
        held = course.rows.look(name, asked.id)
    except GradingError:  # which was told with the marks
        return 0
    return sum(1 for _ in changed_rubric.stale(marking.answers(course.texts(name, asked.id), held), asked))


def _findings(records: Sequence[Record], looked: Collection[tuple[str, str]]) -> Iterator[Who]:
    for record in records:
        if record.status is RecordStatus.GRADED:
            told = [
                one
                for one in record.findings
                if one.rule in NEEDS_A_PERSON
                and (record.student_id, staff_notes.word_of(one.rule, one.message)) not in looked
            ]
            settled = not record.waiting  # words that nobody placed were read with the answers
            yield from (
                Who(record.student_id, record.name, one.message)
                for one in told
                if not (settled and one.rule in ABOUT_TEXTS)
            )


def _exports(folder: Folder, records: Sequence[Record], students: Sequence[Student]) -> Iterator[tuple[str, int]]:
    """Count the marks that aren't what was last written for an LMS."""
    if not (folder.path / "sent.json").exists():
        return
    given = GivenOut(folder.path)
    marks = {
        one.student_id: FinalMark(one, one.score if one.status is RecordStatus.GRADED else None) for one in records
    }
    for system in SYSTEMS:
        sent = given.cells(system, class_people.people(system, list(records), students).values())
        if not sent:
            continue
        differ = 0
        for student, mark in marks.items():
            last = value(sent[student][-1]) if sent.get(student) else None
            differ += (last is None) is not (mark.points is None) or abs((last or 0) - (mark.points or 0)) > 0.005
        if differ:
            yield system, differ


def _stop(course: CourseNow) -> bool:
    """Tell whether an export stops while answers wait for a person; a course.toml that can't be read stops it as well."""
    try:
        return settings.of_course(course.root).export.unread == "stop"
    except GradingError:
        return True


def _words(entry: exceptions.Entry, course: CourseNow) -> str:
    one = entry.exception
    if one.until is not None:
        done = f"Extended until {one.until.astimezone(course.zone):%Y-%m-%d %H:%M}."
    else:
        done = "Excused." if one.kind is ExceptionKind.EXCUSE else "Lateness is waived."
    return f"{done} {one.note}".rstrip()
