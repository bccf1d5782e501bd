"""Make each person's record of what people handed in: when it came, what was allowed to them, who else of their group it is for.

Comes in: the record of each hand-in as its code earned it, times, the roster and the exceptions. Goes out: the record of each person, and
sentences for whoever grades. Nothing runs: when a time, an exception or a group changes, the same records are made anew from the same hand-ins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from autograder.conventions import finding
from autograder.model import Assignment, ExceptionKind, Finding, Record, RecordStatus
from autograder.people import groups, lateness
from autograder.people.class_lists import Student
from autograder.people.exceptions import Exceptions
from autograder.people.groups import Group
from autograder.untrusted_text import for_message

RULE = "group_conflict"
SAME_ID = "identity_shared"
LATE_UNKNOWN = "late_unknown"
_SETTLED = (RULE, SAME_ID, LATE_UNKNOWN, lateness.RULE)


@dataclass(frozen=True, slots=True)
class People:
    """All that is known of the class."""

    students: tuple[Student, ...] = ()
    exceptions: Exceptions = field(default_factory=Exceptions)
    groups: str = "roster"  # course.toml's
    course: frozenset[str] = frozenset()  # ids of people/roster.csv, as records have them: of other sections too

    def excused(self, assignment: str) -> frozenset[str]:
        """Return who of the roster is excused, as records name them."""
        exceptions = ((one.key, self.exceptions.of(one.student_id, assignment)) for one in self.students)
        return frozenset(key for key, one in exceptions if one and one.kind is ExceptionKind.EXCUSE)


@dataclass(frozen=True, slots=True)
class Settled:
    """The records as they are shown."""

    records: Mapping[str, Record]
    said: tuple[str, ...] = ()  # for whoever grades: where two hand-ins meet


def is_own(record: Record) -> bool:
    """Tell whether a record is what the student's own hand-in earned, and no other stands in its place."""
    return record.status is not RecordStatus.EXCUSED and not record.handed_in_by


def what(record: Record) -> str:
    """Tell one hand-in from another."""
    return record.submission_sha256 or record.source


def settle(
    own: Mapping[str, Record],
    times: Mapping[str, datetime],
    people: People,
    assignment: Assignment,
    uploads: Mapping[str, int] | None = None,
) -> Settled:
    """Return a record for everybody who handed in or whose group did, with the name that the roster has of them.

    uploads: by student, Canvas's number of their file, which rises from upload to upload. Raises DecisionNeeded where different hand-ins come from one group, and nobody said that one of them counts for all.
    """
    groups.demand_decided(people.groups, people.students, {student: what(record) for student, record in own.items()})
    base = {student: _base(record, times.get(student)) for student, record in own.items()}
    names = {student.key: student.name for student in people.students if student.name}
    shown = dict(base)
    said: list[str] = []
    for group in groups.find(people.groups, people.students, base):
        handed_in = [base[member] for member in group.members if member in base]
        chosen, why = _counting(handed_in, uploads or {})
        remarks = [*_conflict(group, handed_in, chosen, why, assignment), *_claims(group, base, assignment)]
        said += [remark.message for remark in remarks]
        for member in group.members:
            mine = chosen if member == chosen.student_id else _copy(chosen, base.get(member), member, names, group)
            shown[member] = replace(mine, findings=(*mine.findings, *remarks))
        for member in group.claimed:
            remarks = list(_claims(group, base, assignment))
            shown[member] = replace(shown[member], findings=(*shown[member].findings, *remarks))
    for student, remark in _same_ids(base, shown, assignment):
        shown[student] = replace(shown[student], findings=(*shown[student].findings, remark))
    said += [*_who_is_the_same(base, shown), *_late_unknown(base), *_groups_of_nobody(base, people)]
    return Settled(
        {
            student: replace(_for(student, record, people, assignment), name=names.get(student, record.name))
            for student, record in shown.items()
        },
        tuple(said),
    )


def _base(record: Record, time: datetime | None) -> Record:
    """Take off what an earlier settling put on."""
    findings = tuple(one for one in record.findings if one.rule not in _SETTLED)
    received = time.astimezone(UTC).isoformat() if time else record.received
    return replace(record, findings=findings, received=received, exception=None, handed_in_by="")


def _for(student: str, record: Record, people: People, assignment: Assignment) -> Record:
    """Apply what holds for the student alone."""
    exception = people.exceptions.of(student, assignment.name)
    if record.marked_late and not record.received and record.status is RecordStatus.GRADED:
        message = "It is marked late where it was handed in, and when it came isn't known: no day is counted."
        record = replace(record, findings=(*record.findings, finding(assignment, LATE_UNKNOWN, message)))
    made = lateness.settle(record, _time(record), exception, assignment)
    if exception is None or exception.kind is not ExceptionKind.EXCUSE:
        return made
    free = tuple(one for one in made.findings if not one.points)
    return replace(made, status=RecordStatus.EXCUSED, score=0.0, late_days=0, reason=None, questions=(), findings=free)


# ---------------------------------------------------------------- whose, and when


def _same_ids(
    own: Mapping[str, Record], shown: Mapping[str, Record], assignment: Assignment
) -> Iterable[tuple[str, Finding]]:
    """Tell those whose notebooks say that they are one and the same person; nobody reads on their page who the other is."""
    for typed, students in _by_typed_id(own, shown).items():
        for student in students:
            message = f"Another hand-in says as well that it is of {for_message(typed)}."
            yield student, finding(assignment, SAME_ID, message)


def _who_is_the_same(own: Mapping[str, Record], shown: Mapping[str, Record]) -> Iterable[str]:
    for typed, students in _by_typed_id(own, shown).items():
        named = ", ".join(for_message(student) for student in students)
        yield f"{len(students)} hand-ins say that they are of {for_message(typed)}: those of {named}. Each stays whose the names around it say."


def _by_typed_id(own: Mapping[str, Record], shown: Mapping[str, Record]) -> Mapping[str, list[str]]:
    """List by the id that was typed whose hand-ins have it, where these are not a group's or one file of the LMS."""
    by_id: dict[str, list[str]] = {}
    for student, record in own.items():
        if record.typed_id:
            by_id.setdefault(record.typed_id.casefold(), []).append(student)
    return {
        own[several[0]].typed_id: several
        for several in by_id.values()
        if len({_hand_in(one, own, shown) for one in several}) > 1
    }


def _hand_in(student: str, own: Mapping[str, Record], shown: Mapping[str, Record]) -> str:
    """Name what is one hand-in: a team's, or the group's whose member's counts."""
    return own[student].team or shown[student].handed_in_by or student


def _late_unknown(own: Mapping[str, Record]) -> Iterable[str]:
    late = [for_message(student) for student, record in own.items() if record.marked_late and not record.received]
    if late:
        yield (
            f"MARKED LATE, AND NO TIME IS KNOWN, so no late day is counted ({len(late)}): {', '.join(late)}. "
            "Give the times with --received."
        )


# ---------------------------------------------------------------- groups


def _counting(handed_in: Sequence[Record], uploads: Mapping[str, int]) -> tuple[Record, str]:
    """Choose among a group's hand-ins, and say why: what can be graded before what can't, then the later one."""
    good = [one for one in handed_in if one.status is not RecordStatus.REJECTED] or handed_in
    times = [time for one in good if (time := _time(one))]
    numbers = [uploads[one.student_id] for one in good if one.student_id in uploads]
    if len(good) == 1 < len(handed_in):
        return good[0], "the one that can be graded"
    if len(times) == len(good) and times.count(max(times)) == 1:
        return max(good, key=lambda one: _time(one) or max(times)), "the later one"
    if len(numbers) == len(good) and numbers.count(max(numbers)) == 1:
        return max(
            good, key=lambda one: uploads[one.student_id]
        ), "the one uploaded last by Canvas's numbers in their names"
    if 0 < len(times) < len(good):
        known = [one for one in good if one.received]
        return max(
            known, key=lambda one: (_time(one) or max(times), one.source)
        ), "the last of those whose time is known"
    return max(
        good, key=lambda one: one.source
    ), "as the times don't tell which is the later, the last by its file's name"


def _copy(chosen: Record, own: Record | None, member: str, names: Mapping[str, str], group: Group) -> Record:
    name = names.get(member) or (own.name if own else "")
    attempts = (*chosen.attempts, *((own.source,) if own else ()))
    return replace(
        chosen,
        student_id=member,
        name=name,
        group=group.name,
        attempts=attempts,
        handed_in_by=chosen.student_id,
        key="",
    )


def _groups_of_nobody(own: Mapping[str, Record], people: People) -> Iterable[str]:
    named = groups.of_nobody(people.groups, people.students, own)
    if named:
        told = ", ".join(f"{for_message(student)} ('{for_message(text)}')" for student, text in named.items())
        yield (
            f"Named as a group by one notebook alone, and nobody's id or group on the roster ({len(named)}): {told}. "
            "Nobody else gets a mark by it; whom it means is put into a group of that name on the roster."
        )


def _conflict(
    group: Group, handed_in: Sequence[Record], chosen: Record, why: str, assignment: Assignment
) -> Iterable[Finding]:
    if len(handed_in) < 2 or len({(one.team, one.submission_sha256) for one in handed_in if one.team}) == 1:
        return  # one, or the same file of the LMS several times
    zone = ZoneInfo(assignment.time_zone)
    told = ", ".join(f"{for_message(one.student_id)} ({_shown(_time(one), zone)})" for one in handed_in)
    message = f"Several of group {for_message(group.name)} handed in: {told}. For all of them counts {why}, {for_message(chosen.student_id)}'s."
    yield finding(assignment, RULE, message)


def _claims(group: Group, own: Mapping[str, Record], assignment: Assignment) -> Iterable[Finding]:
    for claimed in group.claimed:
        writer = next(member for member in group.members if member in own)
        message = (
            f"The notebook of {for_message(writer)} names {for_message(claimed)} as of the same group, whose own notebook or another "
            "group says otherwise: it doesn't count for both."
        )
        yield finding(assignment, RULE, message)


def _shown(time: datetime | None, zone: ZoneInfo) -> str:
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}" if time else "no time known"


def _time(record: Record) -> datetime | None:
    return datetime.fromisoformat(record.received) if record.received else None
