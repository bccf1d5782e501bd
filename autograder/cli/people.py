"""The verbs about people: import a class list, allow a student more time, no penalty or no mark, list who there is; see `app`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from autograder.cli.options import Json, Root, course_root
from autograder.cli.tables import err, out, print_json
from autograder.conventions.plurals import counted
from autograder.errors import UsageError
from autograder.untrusted_text import as_id

if TYPE_CHECKING:
    from autograder.model import StudentException
    from autograder.people.class_lists import Student

app = typer.Typer(no_args_is_help=True, help="Who is in the class, and what was allowed to whom.")

StudentId = Annotated[str, typer.Argument(help="The student's id, as the roster has it.")]
Assignment = Annotated[str, typer.Argument(help="The assignment, a folder of assignments/.")]
Note = Annotated[str, typer.Option(help="Why, for the staff; no student sees it.")]


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="A class list as the LMS or a spreadsheet writes it, CSV.")],
    id_column: Annotated[str, typer.Option("--id", help="The heading of the ids, where another one is taken.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    root: Root = None,
) -> None:
    """Bring people/roster.csv up to date with a class list. Example: autograder people import ~/Downloads/class.csv --dry-run"""
    from autograder.course import settings
    from autograder.people import class_lists, groups, roster

    folder = course_root(root)
    listed = class_lists.read(file, id_column=id_column)
    for note in listed.notes:
        err.print(escape(note))
    changes = roster.merge(folder, listed.students, dry_run=dry_run)
    for title, lines in (
        ("New", [escape(str(one)) for one in changes.added]),
        ("Changed", [escape(_difference(before, after)) for before, after in changes.changed]),
        ("No longer in the list, kept", [escape(str(one)) for one in changes.gone]),
    ):
        if lines:
            out.print(f"{title} ({len(lines)}):", *(f"  {line}" for line in lines), sep="\n")
    if told := groups.sizes(listed.students, settings.of_course(folder).groups):
        out.print(escape(told))
    same = len(listed.students) - len(changes.added) - len(changes.changed)
    done = "Nothing was written: a dry run." if dry_run else f"{roster.FILE} is up to date."
    out.print(f"{len(listed.students)} in the list, {same} as they were. {done}")


@app.command()
def extend(
    student: StudentId,
    name: Assignment,
    until: Annotated[str, typer.Option(help="2026-10-09T23:59, in the course's time zone; a date alone is its end.")],
    note: Note = "",
    root: Root = None,
) -> None:
    """Give a student more time. Example: autograder people extend 2022123456 knn --until 2026-10-09T23:59 --note ill"""
    from autograder.course import settings
    from autograder.model import ExceptionKind, StudentException
    from autograder.people.times import moment

    folder = course_root(root)
    zone = ZoneInfo(settings.of_course(folder).time_zone)
    time = moment(until, zone, "--until", ends=True)
    due = settings.of_assignment(settings.find(name, folder)).due
    if time <= due:
        raise UsageError(
            found=f"{time.isoformat()} is no extension: {name} is due {due.astimezone(zone).isoformat()}",
            fix="Give a later time with --until.",
        )
    _put(folder, student, name, StudentException(ExceptionKind.EXTEND, time, note))


@app.command()
def waive(student: StudentId, name: Assignment, note: Note = "", root: Root = None) -> None:
    """Take no points for a student's lateness. Example: autograder people waive 2022123456 knn --note 'the LMS was down'"""
    from autograder.model import ExceptionKind, StudentException

    _put(course_root(root), student, name, StudentException(ExceptionKind.WAIVE, None, note))


@app.command()
def excuse(student: StudentId, name: Assignment, note: Note = "", root: Root = None) -> None:
    """Excuse a student from an assignment: no score, anywhere. Example: autograder people excuse 2022123456 knn"""
    from autograder.model import ExceptionKind, StudentException

    _put(course_root(root), student, name, StudentException(ExceptionKind.EXCUSE, None, note))


@app.command()
def forget(
    student: StudentId,
    name: Assignment,
    kind: Annotated[str, typer.Option(help="Only this one: extend, waive or excuse. Default: all.")] = "",
    root: Root = None,
) -> None:
    """Take back what was allowed to a student. Example: autograder people forget 2022123456 knn"""
    from autograder.course import settings
    from autograder.errors import nearest
    from autograder.model import ExceptionKind
    from autograder.people import exceptions

    folder = course_root(root)
    settings.find(name, folder)
    if kind and kind not in list(ExceptionKind):
        near = nearest(kind, ExceptionKind)
        raise UsageError(
            found=f"'{kind}' is no kind of exception",
            fix=f"Did you mean {near}?" if near else f"Give one of: {', '.join(ExceptionKind)}.",
        )
    zone = ZoneInfo(settings.of_course(folder).time_zone)
    wanted = ExceptionKind(kind) if kind else None
    gone = exceptions.forget(folder, zone, settings.names(folder), student, name, wanted, known=_known(folder, name))
    for one in gone:
        out.print(escape(f"{one.student_id} in {name}: {_words(one.exception, zone)}, taken back."))
    left = exceptions.of_course(folder, zone, settings.names(folder), name).of(student, name)
    if left is not None:
        out.print(escape(f"Still allowed: {_words(left, zone)}."))
    _follow(folder, name)


@app.command("list")
def list_people(
    name: Annotated[str, typer.Argument(help="An assignment: with what was allowed there alone.")] = "",
    root: Root = None,
    as_json: Json = False,
) -> None:
    """List the class, and what was allowed to whom. Example: autograder people list knn"""
    from autograder.course import settings
    from autograder.people import exceptions, roster

    folder = course_root(root)
    if name:
        settings.find(name, folder)
    zone = ZoneInfo(settings.of_course(folder).time_zone)
    students = roster.of_course(folder)
    allowed = exceptions.of_course(folder, zone, settings.names(folder), name)
    entries = [entry for entry in allowed.entries if name in ("", entry.assignment)]
    if as_json:
        print_json({
            "students": [{field: getattr(one, field) for field in roster.COLUMNS} for one in students],
            "exceptions": [{"student_id": one.student_id, "assignment": one.assignment, **_plain(one.exception)} for one in entries],
        })  # fmt: skip
        return
    table = Table(
        "Student",
        "Name",
        "Section",
        "Group",
        "Allowed",
        title=counted(len(students), "student"),
    )
    for one in students:
        own = [entry for entry in entries if as_id(entry.student_id) == one.key]
        said = "; ".join(f"{entry.assignment}: {_words(entry.exception, zone)}" for entry in own)
        table.add_row(*map(escape, (one.student_id, one.name, one.section, one.group, said)))
    if students:
        out.print(table)
    else:
        out.print(f"Nobody is listed. autograder people import FILE makes {roster.FILE} of a class list of your LMS's.")
    known = {one.key for one in students}
    for entry in entries:
        if as_id(entry.student_id) not in known:
            err.print(escape(f"{entry.where}: {entry.student_id} isn't on the roster."))
        elif entry.written:
            err.print(escape(f"{entry.where}: {entry.written} is {entry.student_id} on the roster."))
    for assignment in dict.fromkeys(entry.assignment for entry in entries):
        for sentence in allowed.contradictions(assignment):
            err.print(escape(sentence))


def _put(root: Path, student: str, name: str, exception: StudentException) -> None:
    """Write an exception and say what it was before; raises UsageError for an unknown student or assignment."""
    from autograder.course import settings
    from autograder.people import exceptions

    settings.find(name, root)
    zone = ZoneInfo(settings.of_course(root).time_zone)
    own = exceptions.known_student(student, _known(root, name))
    entry = exceptions.Entry(own, name, exception, "")
    before = exceptions.put(root, zone, settings.names(root), entry)
    now = f"{own} in {name}: {_words(exception, zone)}"
    if before is not None and before.exception == exception:
        out.print(escape(f"{now}, as it was."))
    elif before is not None:
        out.print(escape(f"{now} (before: {_words(before.exception, zone)})."))
    else:
        out.print(escape(f"{now}."))
    contradiction = exceptions.of_course(root, zone, settings.names(root), name).contradiction(own, name)
    if contradiction:
        err.print(escape(contradiction))
    _follow(root, name)


def _known(root: Path, name: str) -> list[str]:
    """List the ids of the roster, and of those who handed in."""
    from autograder.people import roster
    from autograder.results import record

    own = [one.student_id for one in roster.of_course(root)]
    return [*own, *(one.student_id for one in record.load_readable(root / "results" / name))]


def _follow(root: Path, name: str) -> None:
    if (root / "results" / name).is_dir():
        out.print(f"Marks that stand already follow with: autograder regrade {escape(name)}")


def _words(exception: StudentException, zone: ZoneInfo) -> str:
    note = f" ({exception.note})" if exception.note else ""
    until = f" until {exception.until.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}" if exception.until else ""
    return f"{exception.kind}{until}{note}"


def _plain(exception: StudentException) -> dict[str, str | None]:
    until = exception.until.isoformat() if exception.until else None
    return {"kind": str(exception.kind), "until": until, "note": exception.note}


def _difference(before: Student, after: Student) -> str:
    from autograder.people.roster import COLUMNS

    fields: Sequence[str] = [name for name in COLUMNS if getattr(before, name) != getattr(after, name)]
    told = ", ".join(f"{name} '{getattr(before, name)}' → '{getattr(after, name)}'" for name in fields)
    return f"{before.student_id}: {told}"
