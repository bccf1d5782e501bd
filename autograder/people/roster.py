"""Who is expected to hand in: people/roster.csv, which commands and people edit, or a class list given with --roster.

Comes in: the file. Goes out: Students, how the LMS calls them, who is missing and who isn't expected; and of a newer class list, what it adds,
changes and no longer has. Nobody is ever taken out by a list: who isn't in it any more stays and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from autograder.errors import DecisionNeeded, GradingError
from autograder.model import Record
from autograder.people import class_lists, zeros
from autograder.people.class_lists import ClassList, Student
from autograder.people.edited_table import EditedTable, Row, alone
from autograder.results.folder import Folder
from autograder.untrusted_text import as_id, for_page, without_hidden

COLUMNS = tuple(field.name for field in fields(Student))
FILE = Path("people") / "roster.csv"
_FIX = f"Its first line is {','.join(COLUMNS)}; each other line is a student."


def given(path: Path) -> ClassList:
    """Read a file that somebody gave, once, for it may be a pipe: lines of student_id,name,lms_id or a class list of any LMS.

    Raises GradingError naming the line.
    """
    return class_lists.read(path, plain=True)


def read_roster(path: Path) -> tuple[Student, ...]:
    """Return the students of such a file, in its order; raises what `given` does."""
    return given(path).students


def of_course(root: Path) -> tuple[Student, ...]:
    """Return the students of people/roster.csv, none without one; raises GradingError naming the line."""
    return tuple(student for _, student in _rows(_table(root)))


def expected(folder: Folder, root: Path, *, listed: ClassList | None = None) -> tuple[Student, ...]:
    """Return who is expected: by the list that is given, or was with --roster, what it doesn't tell taken from people/roster.csv; else by that."""
    course = of_course(root)
    if listed is None and not folder.roster.exists():
        return course
    known = {student.student_id: student for student in course}
    students = listed.students if listed else read_roster(folder.roster)
    return tuple(_filled(known.get(one.student_id, one), one) for one in students)


def names(students: Iterable[Student]) -> dict[str, str]:
    """Map ids, as records have them, to names."""
    return {student.key: student.name for student in students}


def by_lms_id(students: Iterable[Student]) -> dict[str, str]:
    """Map the LMS's ids to the course's."""
    return {student.lms_id: student.student_id for student in students if student.lms_id}


def lms_ids(students: Iterable[Student]) -> dict[str, str]:
    """Map the ids that records have to the LMS's."""
    return {student.key: student.lms_id for student in students if student.lms_id}


def other_ids(students: Iterable[Student]) -> dict[str, str]:
    """Map, in lower case, whatever else tells a student (the LMS's id, the mail address) to the course's id; what tells two of them, nobody."""
    found: dict[str, set[str]] = {}
    for student in students:
        for other in (student.lms_id, student.email):
            if other:
                found.setdefault(other.casefold(), set()).add(student.student_id)
    return {other: next(iter(ids)) for other, ids in found.items() if len(ids) == 1}


def called(students: Iterable[Student]) -> dict[str, str]:
    """Map what else records may call people by, the LMS's id or the mail address, to the roster's id, as records have both; ids of the roster before all."""
    listed = list(students)
    keys, known = {student.student_id: student.key for student in listed}, other_ids(listed)
    written = (other for student in listed for other in (student.lms_id, student.email) if other.casefold() in known)
    own = set(keys.values())
    return {as_id(one): keys[known[one.casefold()]] for one in written if as_id(one) not in own}


def missing(students: Iterable[Student], records: Iterable[Record]) -> tuple[Student, ...]:
    """List who is expected and has no record."""
    here = {one.student_id for one in records}
    return tuple(student for student in students if student.key not in here)


def without_zeros(students: Iterable[Student], strangers: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pair those who aren't on the roster with those of it whose ids lack only the zeros in front, as a spreadsheet takes them."""
    shortened = {one.key: one.key for one in students if one.key.isdecimal()}
    pairs = ((one, shortened.get(one.lstrip("0"))) for one in strangers if one.isdecimal())
    return tuple((one, other) for one, other in pairs if other and other != one)


def unexpected(students: Iterable[Student], records: Iterable[Record]) -> tuple[str, ...]:
    """List who has a record and isn't on the roster."""
    known = {student.key for student in students}
    return tuple(one.student_id for one in records if known and one.student_id not in known)


def known_by(path: Path, strangers: Iterable[str]) -> tuple[str, ...]:
    """List those who aren't on the roster and whom a file of times names by the LMS's number beside the school's, as Moodle's worksheet does."""
    try:
        listed = read_roster(path)
    except GradingError:  # lines of an id and a time
        return ()
    both = {as_id(student.lms_id) for student in listed if student.lms_id and student.lms_id != student.student_id}
    return tuple(one for one in strangers if one in both)


# ---------------------------------------------------------------- a newer class list


@dataclass(frozen=True, slots=True)
class Changes:
    """What a class list changes of the roster."""

    added: tuple[Student, ...] = ()
    changed: tuple[tuple[Student, Student], ...] = ()  # before, after
    gone: tuple[Student, ...] = ()  # on the roster and no longer in the list; they stay


def compare(roster: Sequence[Student], listed: Sequence[Student]) -> Changes:
    """Tell what the list adds and changes; what it leaves empty stays. Raises DecisionNeeded where one person seems to have two ids."""
    known = {student.student_id: student for student in roster}
    added = tuple(student for student in listed if student.student_id not in known)
    after = [(known[one.student_id], _filled(known[one.student_id], one)) for one in listed if one.student_id in known]
    here = {student.student_id for student in listed}
    changes = Changes(
        added,
        tuple((before, now) for before, now in after if before != now),
        tuple(student for student in roster if student.student_id not in here),
    )
    doubts = [*_shortened(changes, here), *_doubts(roster, changes)]
    if doubts:
        raise DecisionNeeded(
            found=f"{'; '.join(doubts[:5])}{f'; and {len(doubts) - 5} more' if len(doubts) > 5 else ''}. Nothing was written",
            fix="If each of these is one person, correct the id in people/roster.csv, or choose the list's column of ids with --id COLUMN.",
        )
    return changes


def merge(root: Path, listed: Sequence[Student], *, dry_run: bool = False) -> Changes:
    """Bring people/roster.csv up to date with a class list, unless it is a dry run; returns what changed. Raises DecisionNeeded."""
    if dry_run:
        return compare(of_course(root), listed)
    with alone(root / FILE):
        table = _table(root)
        rows = {student.student_id: row for row, student in _rows(table)}
        changes = compare([student for _, student in _rows(table)], listed)
        for before, after in changes.changed:
            own = {name: getattr(after, name) for name in COLUMNS if getattr(after, name) != getattr(before, name)}
            table.change(rows[after.student_id], own)
        for student in changes.added:
            table.add({name: getattr(student, name) for name in COLUMNS})
        if changes.added or changes.changed:
            table.save()
    return changes


def _shortened(changes: Changes, here: Iterable[str]) -> Iterator[str]:
    """Name those who change, where the list may mean somebody else whose zeros in front were taken."""
    gone = {student.student_id: student for student in changes.gone}
    meant = zeros.taken(here, gone)
    for before, now in changes.changed:
        if other := gone.get(meant.get(before.student_id, "")):
            yield f"{now} may be {other}, who isn't in the list, without the zeros in front"


def _doubts(roster: Iterable[Student], changes: Changes) -> Iterator[str]:
    """Name those of the list who seem to be somebody of the roster under another id, and those who have somebody else's of the LMS's ids."""
    after = {before.student_id: now for before, now in changes.changed}
    known = [after.get(student.student_id, student) for student in roster]
    for attribute, called in (("lms_id", "the LMS's id"), ("email", "the mail address")):
        first: dict[str, Student] = {}
        for student in (*known, *changes.added):
            text = getattr(student, attribute).casefold()
            other = first.setdefault(text, student) if text else student
            if other is not student and (attribute == "lms_id" or student in changes.added):
                yield f"{student} has {called} of {other}"
    short = {student.student_id.lstrip("0"): student for student in known}
    for student in changes.added:
        other = short.get(student.student_id.lstrip("0"), student)
        if other is not student:
            yield f"{student} differs from {other} by zeros in front only"


def _filled(before: Student, now: Student) -> Student:
    """Take from a newer line what it tells, and keep the rest."""
    return replace(before, **{name: getattr(now, name) for name in COLUMNS[1:] if getattr(now, name)})


# ---------------------------------------------------------------- the file


def _table(root: Path) -> EditedTable:
    return EditedTable.read(root / FILE, COLUMNS, needed=COLUMNS[:1], fix=_FIX)


def _rows(table: EditedTable) -> list[tuple[Row, Student]]:
    found = []
    places: dict[str, str] = {}
    called: dict[str, Student] = {}
    for row in table.rows:
        student = Student(**row.cells)
        if not student.student_id:
            raise GradingError(f"{row.where}: there is no student_id", "Fill it in, or take the line out.")
        if class_lists.is_total(student.student_id) and "@" not in student.email:
            raise GradingError(f"{row.where}: '{student.student_id}' is a row of totals, no student", "Take it out.")
        if without_hidden(student.student_id) != student.student_id:
            shown = for_page(student.student_id)
            raise GradingError(f"{row.where}: the id {shown} holds a character that nobody sees", "Write the id anew.")
        if changed := next(filter(class_lists.BY_A_SPREADSHEET.fullmatch, (student.student_id, student.lms_id)), ""):
            raise GradingError(f"{row.where}: a spreadsheet has made {changed} of an id", "Write the id anew.")
        if student.student_id in places:
            first = places[student.student_id].rpartition(", ")[2]
            raise GradingError(f"{row.where}: {student.student_id} stands there already, in {first}", "Take one out.")
        places[student.student_id] = row.where
        class_lists.demand_own_lms_id(row.where, student, called)
        found.append((row, student))
    return found
