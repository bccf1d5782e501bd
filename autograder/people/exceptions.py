"""What was allowed to single students: people/exceptions.csv, which commands and people edit.

Comes in: the file. Goes out: what holds for a student in an assignment: more time (extend), no penalty for lateness (waive), or no mark at all
(excuse), whichever of the ids that the roster tells of a person is written there. Where several hold, an excuse counts before all, a waiver before
an extension, and of two extensions the later; that they contradict each other is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.errors import GradingError, UsageError, nearest
from autograder.model import ExceptionKind, StudentException
from autograder.people import roster
from autograder.people.edited_table import EditedTable, Row, alone
from autograder.people.times import moment
from autograder.results.folder import Folder
from autograder.untrusted_text import as_id, for_file_name, for_message

COLUMNS = ("student_id", "assignment", "kind", "until", "note")
FILE = Path("people") / "exceptions.csv"
_FIX = f"Its first line is {','.join(COLUMNS)}; each other line is an exception."
_KINDS = ", ".join(ExceptionKind)
_STRONGEST_FIRST = (ExceptionKind.EXCUSE, ExceptionKind.WAIVE, ExceptionKind.EXTEND)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file."""

    student_id: str  # as it is written there
    assignment: str
    exception: StudentException
    where: str  # for messages
    written: str = ""  # another id of the student's that stands in the file


class Exceptions:
    """What the file says, by student and assignment."""

    def __init__(self, entries: Iterable[Entry] = (), called: Mapping[str, str] | None = None) -> None:
        """Take the lines; called: other ids of people → their own, as records have both."""
        self.entries = tuple(entries)
        self._called = called or {}
        self._by_key: dict[tuple[str, str], dict[ExceptionKind, StudentException]] = {}
        self._times: dict[tuple[str, str], set[datetime]] = {}  # until when somebody is extended
        for entry in self.entries:
            if entry.exception.until:
                self._times.setdefault((self._own(entry.student_id), entry.assignment), set()).add(
                    entry.exception.until
                )
            held = self._by_key.setdefault((self._own(entry.student_id), entry.assignment), {})
            before = held.get(entry.exception.kind)
            if (
                before is None
                or before.until is None
                or entry.exception.until is None
                or before.until <= entry.exception.until
            ):
                held[entry.exception.kind] = entry.exception

    def of(self, student: str, assignment: str) -> StudentException | None:
        """Return what holds for a student, by their id; None where nothing does."""
        held = self._held(student, assignment)
        return next((held[kind] for kind in _STRONGEST_FIRST if kind in held), None)

    def for_ids(self, called: Mapping[str, str]) -> Exceptions:
        """Let what was allowed by another id of a person, before the roster told who they are, hold for their own."""
        if not called:
            return self
        by_other = [
            replace(one, student_id=called[as_id(one.student_id)], written=one.written or one.student_id)
            for one in self.entries
            if as_id(one.student_id) in called
        ]
        rest = (one for one in self.entries if as_id(one.student_id) not in called)
        return Exceptions((*by_other, *rest), {**self._called, **called})

    def contradictions(self, assignment: str) -> tuple[str, ...]:
        """Say, a sentence for each student, where several exceptions hold and which of them counts."""
        students = {self._own(one.student_id): one.student_id for one in self.entries if one.assignment == assignment}
        return tuple(filter(None, (self.contradiction(student, assignment) for student in students.values())))

    def of_nobody(self, assignment: str, known: Collection[str]) -> tuple[str, ...]:
        """Say of each line for an assignment that does nothing, as nobody has its id. known: those of the class, as records have them."""
        alike = {_without_zeros(one): one for one in known}
        lines = [one for one in self.entries if one.assignment == assignment and self._own(one.student_id) not in known]
        meant = [alike.get(_without_zeros(one.student_id), "") for one in lines]
        return tuple(
            f"{one.where or FILE}: '{one.exception.kind}' does nothing for {assignment}: nobody of the class has the id {for_message(one.student_id)}"
            f"{f', and {for_message(other)} differs by capitals or zeros in front only' if other else ''}."
            for one, other in zip(lines, meant, strict=True)
        )

    def contradiction(self, student: str, assignment: str) -> str:
        """Say of one student that several exceptions hold, and which of them counts; "" where none or one does."""
        held = [kind for kind in _STRONGEST_FIRST if kind in self._held(student, assignment)]
        if len(held) > 1:
            words = " and ".join(_DONE[kind] for kind in held)
            return f"{for_message(student)} is {words} in {assignment}: that it is {_DONE[held[0]]} counts."
        if len(self._times.get((self._own(student), assignment), ())) > 1:
            return f"{for_message(student)} is extended in {assignment} by two ids: the later time counts."
        return ""

    def _held(self, student: str, assignment: str) -> Mapping[ExceptionKind, StudentException]:
        return self._by_key.get((self._own(student), assignment), {})

    def _own(self, student: str) -> str:
        return self._called.get(as_id(student), as_id(student))


_DONE = {ExceptionKind.EXCUSE: "excused", ExceptionKind.WAIVE: "waived", ExceptionKind.EXTEND: "extended"}


def of_course(root: Path, zone: ZoneInfo, assignments: Collection[str], name: str = "") -> Exceptions:
    """Read people/exceptions.csv, nothing without one; raises GradingError naming the line.

    name: an assignment, where it is about that one alone: the class list that was given for it tells people's ids too.
    """
    read = Exceptions(entry for _, entry in _entries(_table(root), zone, assignments))
    return read.for_ids(_called(root, name)) if read.entries else read


def put(root: Path, zone: ZoneInfo, assignments: Collection[str], entry: Entry) -> Entry | None:
    """Write an exception into the file, in place of the same student's of that kind, by whichever id; returns the one before.

    Nothing is written where the file says the same already. Raises GradingError.
    """
    cells = {
        "student_id": entry.student_id,
        "assignment": entry.assignment,
        "kind": str(entry.exception.kind),
        "until": entry.exception.until.isoformat() if entry.exception.until else "",
        "note": entry.exception.note,
    }
    called = _called(root, entry.assignment)

    def key(one: Entry) -> tuple[str, str, str]:
        own, assignment, kind = _key(one)
        return called.get(own, own), assignment, kind

    with alone(root / FILE):
        table = _table(root)
        same = [pair for pair in _entries(table, zone, assignments) if key(pair[1]) == key(entry)]
        if not same:
            table.add(cells)
            table.save()
            return None
        row, before = max(same, key=lambda pair: pair[1].exception.until or datetime.min.replace(tzinfo=UTC))
        others = [other for other, _ in same if other is not row]
        if before.exception != entry.exception or others:
            renamed = ("student_id",) if as_id(before.student_id) != as_id(entry.student_id) else ()
            table.change(row, {name: cells[name] for name in (*renamed, "until", "note")})
            for other in others:
                table.remove(other)
            table.save()
        return before


def forget(
    root: Path,
    zone: ZoneInfo,
    assignments: Collection[str],
    student: str,
    assignment: str,
    kind: ExceptionKind | None = None,
    known: Iterable[str] = (),
) -> tuple[Entry, ...]:
    """Take a student's exceptions for an assignment out of the file, all or those of a kind, by whichever id; returns them. Raises UsageError where there are none.

    known: ids of the course, in whose place nobody else is offered.
    """
    called = _called(root, assignment)

    def own_id(written: str) -> str:
        return called.get(as_id(written), as_id(written))

    with alone(root / FILE):
        table = _table(root)
        listed = list(_entries(table, zone, assignments))
        mine = [
            (row, one)
            for row, one in listed
            if one.assignment == assignment and own_id(one.student_id) == own_id(student)
        ]
        gone = [(row, one) for row, one in mine if kind in (None, one.exception.kind)]
        if not gone:
            here = [one.student_id for _, one in listed if one.assignment == assignment]
            near = "" if as_id(student) in map(as_id, known) else nearest(student, here)
            fix = f"Did you mean {near}?" if near else "See what was allowed to whom: autograder people list"
            if mine:
                fix = f"There is: {', '.join(str(one.exception.kind) for _, one in mine)}."
            what = f"was never allowed '{kind}'" if kind else "was allowed nothing"
            raise UsageError(f"{for_message(student)} {what} in {assignment}", fix)
        for row, _ in gone:
            table.remove(row)
        table.save()
        return tuple(one for _, one in gone)


def known_student(student: str, known: Iterable[str]) -> str:
    """Return a student's id as the course writes it; raises UsageError, which says who may be meant."""
    ids = dict.fromkeys(known)
    if not ids:
        fix = "Bring in a class list first: autograder people import FILE"
        raise UsageError("no student is known yet: there is no people/roster.csv", fix)
    written, files = {as_id(own): own for own in reversed(ids)}, {for_file_name(own): own for own in reversed(ids)}
    found = written.get(as_id(student)) or files.get(student)
    if found:
        return found
    near = nearest(student, ids)
    fix = f"Did you mean {near}?" if near else "See who there is: autograder people list"
    raise UsageError(f"there is no student '{for_message(student)}'", fix)


def _without_zeros(student: str) -> str:
    return as_id(student).casefold().lstrip("0")


def _called(root: Path, name: str) -> dict[str, str]:
    """Map other ids of people to those of the roster, as records have both."""
    return roster.called(roster.expected(Folder(root / "results" / name), root) if name else roster.of_course(root))


def _table(root: Path) -> EditedTable:
    return EditedTable.read(root / FILE, COLUMNS, needed=COLUMNS[:3], fix=_FIX)


def _entries(table: EditedTable, zone: ZoneInfo, assignments: Collection[str]) -> Iterator[tuple[Row, Entry]]:
    places: dict[tuple[str, str, str], str] = {}
    for row in table.rows:
        entry = _entry(row, zone, assignments)
        if _key(entry) in places:
            first = places[_key(entry)].rpartition(", ")[2]
            found = f"{row.where}: {entry.student_id} has a line '{entry.exception.kind}' for {entry.assignment} already, in {first}"
            raise GradingError(found, "Take one of the two out.")
        places[_key(entry)] = row.where
        yield row, entry


def _key(entry: Entry) -> tuple[str, str, str]:
    return as_id(entry.student_id), entry.assignment, str(entry.exception.kind)


def _entry(row: Row, zone: ZoneInfo, assignments: Collection[str]) -> Entry:
    cells = {name: row.cells.get(name, "") for name in COLUMNS}
    for name in COLUMNS[:3]:
        if not cells[name]:
            raise GradingError(f"{row.where}: there is no {name}", "Fill it in, or take the line out.")
    kind = cells["kind"].casefold()
    if kind not in list(ExceptionKind):
        near = nearest(kind, ExceptionKind)
        raise GradingError(
            f"{row.where}: '{for_message(cells['kind'])}' is no kind of exception",
            f"Did you mean {near}?" if near else f"Write one of: {_KINDS}.",
        )
    if cells["assignment"] not in assignments:
        near = nearest(cells["assignment"], assignments)
        raise GradingError(
            f"{row.where}: there is no assignment '{for_message(cells['assignment'])}'",
            f"Did you mean {near}?" if near else f"There are: {', '.join(assignments)}.",
        )
    until: datetime | None = None
    if kind == ExceptionKind.EXTEND:
        if not cells["until"]:
            raise GradingError(f"{row.where}: until when is {cells['student_id']} extended?", "Fill in until.")
        until = moment(cells["until"], zone, row.where, ends=True)
    elif cells["until"]:
        raise GradingError(f"{row.where}: '{kind}' has no until", "Leave it empty, or write extend.")
    exception = StudentException(ExceptionKind(kind), until, cells["note"])
    return Entry(cells["student_id"], cells["assignment"], exception, row.where)
