"""The verbs of what leaves the course: export, feedback, and remove, which takes a hand-in out; see `app` for their names."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from autograder.cli.options import Name, Out, Root, course_root, results_folder
from autograder.cli.tables import err, out, waiting_line
from autograder.conventions.plurals import counted, word_for
from autograder.errors import GradingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.model import Record

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")]


def export(
    name: Name,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="nbgrader, canvas, moodle, blackboard or gradescope; nbgrader-source for the assignment itself.",
        ),
    ],
    template: Annotated[Path | None, typer.Option(help="The LMS's own gradebook file, to be filled in.")] = None,
    column: Annotated[
        str, typer.Option(help="Our column's heading, title or id; in Canvas's file a new one's title.")
    ] = "",
    match_names: Annotated[
        bool, typer.Option("--match-names", help="Where no id matches, let the roster's name decide.")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Write what is sure, though somebody is in doubt.")
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Let our score stand where somebody entered another number; each is named."),
    ] = False,
    dry_run: DryRun = False,
    out_dir: Out = None,
    root: Root = None,
) -> None:
    """Write the marks as another system wants them. Example: autograder export knn --to canvas --template gradebook.csv --dry-run"""
    from autograder import export as exports
    from autograder.export.grades import Wishes

    folder = course_root(root)
    results = results_folder(out_dir, folder, name)
    if dry_run and to in ("gradescope", "nbgrader", "nbgrader-source"):
        raise UsageError(
            found=f"--dry-run tells what would change in an LMS's table, and {to} has none",
            fix="Leave it out, or give an LMS; nothing was written.",
        )
    if to == "nbgrader-source":
        _source(name, folder, results)
        return
    if to not in exports.LMS:
        if to == "nbgrader":
            _up_to_date(name, folder, results)
        out.print(escape(exports.export(name, to, folder, results)))
        return
    records = _up_to_date(name, folder, results, dry_run=dry_run)
    wishes = Wishes(template, column, match_names, partial, dry_run, overwrite)
    made = exports.to_lms(name, to, folder, results, wishes, records)
    if line := waiting_line(records):
        out.print(escape(line))
    for line in (*made.said, *_changed_rubrics(name, folder, results)):
        out.print(escape(line))
    count = counted(made.filled.entered, "score")
    if dry_run:
        out.print(f"Nothing was written: a dry run of {count}.")
    elif made.written:
        out.print(escape(f"{made.path}: {count}"))
    exports.demand_decided(made)


def _changed_rubrics(name: str, root: Path, results: Path) -> Iterator[str]:
    """Say which marks rest on criteria that were changed since, as the desk does."""
    from autograder.course import rubric
    from autograder.desk import waiting
    from autograder.desk.course_now import CourseNow

    if (root / "results" / name).resolve() != results.resolve():
        return  # the desk shows no others
    try:
        if not rubric.of_assignment(root / "assignments" / name):
            return
        changed = list(waiting.rest_on_changed(CourseNow(root), name))
    except (
        GradingError
    ):  # no source, release or fair rubric: marks are exported as they stand, and the desk says what it lacks
        return
    for asked, count in changed:
        rests = word_for(count, "rests", "rest")
        yield f"{asked.title}: {counted(count, 'mark')} {rests} on criteria that were changed since; see them: autograder desk {name}"


def _source(name: str, root: Path, results: Path) -> None:
    """Write the assignment as nbgrader's authors write theirs, and say what isn't in it."""
    from autograder.authoring.importing import nbgrader_export

    made = nbgrader_export.export(name, root, results)
    for line in made.left_out:
        out.print(escape(f"Left out: {line}."))
    out.print(escape(f"{made.path}: {counted(made.points, 'point')}; it holds the solutions and hidden tests."))


def feedback(
    name: Name,
    to: Annotated[str, typer.Option("--to", help="moodle, canvas, blackboard or folder.")],
    template: Annotated[
        Path | None, typer.Option(help="Moodle's grading worksheet: its numbers are used, its comments filled in.")
    ] = None,
    dry_run: DryRun = False,
    out_dir: Out = None,
    root: Root = None,
) -> None:
    """Write the feedback pages as the LMS takes them back. Example: autograder feedback knn --to moodle --template worksheet.csv"""
    from autograder import export as exports

    folder = course_root(root)
    results = results_folder(out_dir, folder, name)
    if to in exports.FEEDBACK:
        records = _up_to_date(name, folder, results, dry_run=dry_run)
        if line := waiting_line(records):
            err.print(escape(line))
    else:
        records = []
    packed, written = exports.send_feedback(
        name, to, folder, results, template=template, dry_run=dry_run, records=records
    )
    if dry_run:
        for path, student in packed.owners.items():
            out.print(escape(f"{student}: {path}"))
        pages = f"{counted(len(packed.files), 'page')}"
        out.print(f"Nothing was written: a dry run of {pages}.")
    for student, why in packed.left_out:
        err.print(escape(f"{student}: not sent: {why}"))
    for note in packed.notes:
        err.print(escape(f"{note}."))
    for line in written:
        out.print(escape(line))


def remove(
    name: Name,
    student: Annotated[str, typer.Argument(help="The student's id, as the records have it.")],
    out_dir: Out = None,
    root: Root = None,
) -> None:
    """Take a student's hand-in out of the results; it is kept in removed/. Example: autograder remove knn 2022123456"""
    from autograder.course import settings
    from autograder.dispatch import removal
    from autograder.export.books import Books
    from autograder.results.folder import Folder

    folder = course_root(root)
    settings.find(name, folder)  # a wrong name is told before a missing folder
    results = results_folder(out_dir, folder, name)
    Folder(results).demand_records(name)
    gone = removal.remove(name, student, folder, results, Books(results, name, folder))
    out.print(escape(f"{gone.record.student_id} has no hand-in any more: it lies in {gone.place}."))
    for line in gone.said:
        out.print(escape(line))
    out.print(
        "The same file stays out when it comes again; autograder grade … --again STUDENT brings it back. nbgrader's gradebook keeps its row and "
        "the marks given there by hand."
    )


def _up_to_date(name: str, root: Path, results: Path, *, dry_run: bool = False) -> list[Record]:
    """Give the records as they should be by the gradebook and all that people know, and write what differs; a dry run writes nothing."""
    from autograder.course import outline
    from autograder.export import arrivals, circumstances
    from autograder.export.books import Books
    from autograder.export.circumstances import Known
    from autograder.results import hand_marks
    from autograder.results.folder import Folder

    folder, loaded = Folder(results), outline.read(name, root)
    folder.demand_records(name)
    books = Books(results, name, root)
    with nullcontext() if dry_run else folder.alone():
        people = circumstances.expected(name, root, folder)
        said = books.open(loaded, people, demand=True, dry_run=dry_run)
        own = circumstances.own_records(folder, books.records)
        times = arrivals.arrivals(folder, root, own, people.students, write=not dry_run).times
        if dry_run:
            today = circumstances.current(Known(folder, loaded, people, times, books.marks), books.records)
            records = today.sorted
            said += (*today.said, *hand_marks.remarks(records, books.marks))
        else:
            records, more = books.close(
                loaded, people, times, records=books.records, which=lambda today: today.differing
            )
            said += more
    for line in said:
        err.print(escape(line))
    return records
