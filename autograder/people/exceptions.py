"""What was allowed to single students: people/exceptions.csv, which commands and people edit.

Comes in: the file. Goes out: what holds for a student in an assignment: more time (extend), no penalty for lateness (waive), or no mark at all
(excuse). Where several hold, an excuse counts before all and a waiver before an extension; that they contradict each other is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.errors import GradingError, UsageError, nearest
from autograder.model import ExceptionKind, StudentException
from autograder.people.edited_table import EditedTable, Row, alone
from autograder.people.times import moment
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


class Exceptions:
    """What the file says, by student and assignment."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_key: dict[tuple[str, str], dict[ExceptionKind, StudentException]] = {}
        for entry in self.entries:
            held = self._by_key.setdefault((as_id(entry.student_id), entry.assignment), {})
            held[entry.exception.kind] = entry.exception

    def of(self, student: str, assignment: str) -> StudentException | None:
        """Return what holds for a student, by their id; None where nothing does."""
        held = self._held(student, assignment)
        return next((held[kind] for kind in _STRONGEST_FIRST if kind in held), None)

    def for_ids(self, called: Mapping[str, str]) -> Exceptions:
        """Let what was allowed by another id of a person, before the roster told who they are, hold for their own; what is written by that goes before."""
        by_other = [
            replace(one, student_id=called[as_id(one.student_id)])
            for one in self.entries
            if as_id(one.student_id) in called
        ]
        return (
            Exceptions((*by_other, *(one for one in self.entries if as_id(one.student_id) not in called)))
            if by_other
            else self
        )

    def contradictions(self, assignment: str) -> tuple[str, ...]:
        """Say, a sentence for each student, where several exceptions hold and which of them counts."""
        students = dict.fromkeys(entry.student_id for entry in self.entries if entry.assignment == assignment)
        return tuple(filter(None, (self.contradiction(student, assignment) for student in students)))

    def contradiction(self, student: str, assignment: str) -> str:
        """Say of one student that several exceptions hold, and which of them counts; "" where none or one does."""
        held = [kind for kind in _STRONGEST_FIRST if kind in self._held(student, assignment)]
        if len(held) < 2:
            return ""
        words = " and ".join(_DONE[kind] for kind in held)
        return f"{for_message(student)} is {words} in {assignment}: that it is {_DONE[held[0]]} counts."

    def _held(self, student: str, assignment: str) -> Mapping[ExceptionKind, StudentException]:
        return self._by_key.get((as_id(student), assignment), {})


_DONE = {ExceptionKind.EXCUSE: "excused", ExceptionKind.WAIVE: "waived", ExceptionKind.EXTEND: "extended"}


def of_course(root: Path, zone: ZoneInfo, assignments: Collection[str]) -> Exceptions:
    """Read people/exceptions.csv, nothing without one; raises GradingError naming the line."""
    return Exceptions(entry for _, entry in _entries(_table(root), zone, assignments))


def put(root: Path, zone: ZoneInfo, assignments: Collection[str], entry: Entry) -> Entry | None:
    """Write an exception into the file, in place of the same student's of that kind; returns the one before.

    Nothing is written where the file says the same already. Raises GradingError.
    """
    cells = {
        "student_id": entry.student_id,
        "assignment": entry.assignment,
        "kind": str(entry.exception.kind),
        "until": entry.exception.until.isoformat() if entry.exception.until else "",
        "note": entry.exception.note,
    }
    with alone(root / FILE):
        table = _table(root)
        for row, before in _entries(table, zone, assignments):
            if _key(before) == _key(entry):
                if before.exception != entry.exception:
                    table.change(row, {name: cells[name] for name in ("until", "note")})
                    table.save()
                return before
        table.add(cells)
        table.save()
    return None


def forget(
    root: Path,
    zone: ZoneInfo,
    assignments: Collection[str],
    student: str,
    assignment: str,
    kind: ExceptionKind | None = None,
    known: Iterable[str] = (),
) -> tuple[Entry, ...]:
    """Take a student's exceptions for an assignment out of the file, all or those of a kind; returns them. Raises UsageError where there are none.

    known: ids of the course, in whose place nobody else is offered.
    """
    with alone(root / FILE):
        table = _table(root)
        listed = list(_entries(table, zone, assignments))
        mine = [
            (row, one)
            for row, one in listed
            if as_id(one.student_id) == as_id(student) and one.assignment == assignment
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
