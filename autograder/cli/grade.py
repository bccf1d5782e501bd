"""The verbs of who grades: grade, regrade, report and doctor; see `app` for their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from autograder.cli import options
from autograder.cli.options import Json, Name, Out, Root, Workers, course_root, results_folder
from autograder.cli.tables import change_lines, err, faults, missing_line, out, print_json, summary_table, waiting_line
from autograder.conventions.plurals import counted
from autograder.progress import Progress

if TYPE_CHECKING:
    from autograder.dispatch import Run
    from autograder.intake.found_files import NotTaken
    from autograder.model import Record
    from autograder.results.history import Change


def grade(
    context: typer.Context,
    name: Name,
    paths: Annotated[list[Path], typer.Argument(help="Zips, notebooks, folders of them, an LMS's bulk download.")],
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or simulated.")] = "auto",
    workers: Workers = None,
    received: Annotated[Path | None, typer.Option(help="CSV of student_id and ISO time, for late days.")] = None,
    roster: options.Roster = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Grade again what was graded before.")] = False,
    again: Annotated[
        list[str] | None,
        typer.Option(help="A student whose hand-in was removed: grade it all the same; may be repeated."),
    ] = None,
    keep_warm: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1440,
            metavar="MINUTES",
            help="Leave a grading process ready for the next hand-in, for so many minutes; 0 ends it after this run.",
        ),
    ] = None,
    gpu_slots: Annotated[int, typer.Option(min=1, help="With cuda: submissions at a time on each GPU.")] = 1,
    cluster: options.Scheduler = "",
    tls_ca: options.TlsCa = None,
    tls_cert: options.TlsCert = None,
    tls_key: options.TlsKey = None,
    slurm: options.Slurm = False,
    slurm_queue: options.SlurmQueue = None,
    slurm_jobs: options.SlurmJobs = 1,
    slurm_cores: options.SlurmCores = 4,
    slurm_memory: options.SlurmMemory = "16GB",
    slurm_walltime: options.SlurmWalltime = "04:00:00",
    slurm_option: options.SlurmOption = None,
    out_dir: Out = None,
    root: Root = None,
    as_json: Json = False,
) -> None:
    """Grade hand-ins. Example: autograder grade knn ~/Downloads/submissions.zip --received times.csv"""
    from autograder.sandbox.outside import Ancestor

    folder = course_root(root, paths)
    with context.find_object(Ancestor) or Ancestor() as ancestor:
        if keep_warm is None and not (cluster or slurm or device == "cuda"):
            ancestor.begin()  # it imports the libraries while this process looks through what was handed in
        from autograder import dispatch
        from autograder.dispatch.dask import connection
        from autograder.export.books import Books

        asked = connection.Slurm(
            slurm_jobs,
            slurm_cores,
            slurm_memory,
            slurm_walltime,
            slurm_queue,
            tuple(slurm_option or ()),
            device == "cuda",
        )
        run = dispatch.Run(
            name=name,
            root=folder,
            out=results_folder(out_dir, folder, name),
            device=device,
            workers=workers,
            gpu_slots=gpu_slots,
            keep_warm=keep_warm,
            ancestor=ancestor,
            cluster=connection.chosen(cluster, (tls_ca, tls_cert, tls_key), asked if slurm else None),
        )
        not_taken: list[NotTaken] = []
        records = dispatch.grade_paths(
            run,
            paths,
            received=received,
            roster=roster,
            fresh=fresh,
            again=again or (),
            progress=Progress(err),
            books=Books(run.out, name, folder),
            not_taken=not_taken.extend,
        )
        _show(records, run, as_json, not_taken, None if roster else received)


def regrade(
    name: Name,
    only: Annotated[list[str] | None, typer.Option(help="A student's id; may be repeated. Default: everyone.")] = None,
    workers: Workers = None,
    out_dir: Out = None,
    root: Root = None,
    as_json: Json = False,
) -> None:
    """Mark kept observations with today's checks; only changed questions run again. Example: autograder regrade knn"""
    from autograder import dispatch
    from autograder.export.books import Books

    folder = course_root(root)
    run = dispatch.Run(
        name=name, root=folder, out=results_folder(out_dir, folder, name), device="auto", workers=workers
    )
    books = Books(run.out, name, folder)
    records = dispatch.regrade(run, only=only or (), progress=Progress(err), books=books)
    _show(records, run, as_json, changes=books.changes)


def report(name: Name, out_dir: Out = None, root: Root = None) -> None:
    """Write feedback pages, the assignment's page and marks.csv from the records. Example: autograder report knn"""
    from autograder.export import reporting

    folder = course_root(root)
    path = results_folder(out_dir, folder, name)
    records = reporting.write(name, folder, path, lambda sentence: err.print(escape(sentence)))
    count = len(records)
    if line := waiting_line(records):
        out.print(escape(line))
    out.print(escape(f"{counted(count, 'page')}, {path / 'index.html'}, {path / 'marks.csv'}"))


def doctor(
    as_json: Json = False,
    seal_access_times: Annotated[
        bool,
        typer.Option(
            "--seal-access-times",
            help="Set when each file that students' code may read was last read to the year 2038, after which Linux notes no reader: at level 1 no submission can tell a later one so that it read it.",
        ),
    ] = False,
) -> None:
    """Tell which sandbox level this machine gives, what is missing, and how to get it. Example: autograder doctor"""
    from autograder.sandbox.outside import doctor as examination

    if seal_access_times:
        _seal()
    host = examination.examine(memory_mb=_promised_memory())
    for line in examination.lines(host):
        (err if as_json else out).print(escape(line))
    if as_json:
        print_json({"level": host.level})


def _seal() -> None:
    from autograder.sandbox.outside import access_times

    done = access_times.seal("cpu")
    err.print(f"Times of last access set to {access_times.SEALED:%Y-%m-%d}: {done.sealed:,} files, folders and links.")
    if done.refusals:
        err.print(
            escape(
                f"{done.refusals:,} belong to another user and stay as they were, {' and '.join(map(str, done.refused))} for instance: "
                "have root call it once."
            )
        )


def _promised_memory() -> int:
    """Return the most that an assignment of the course here lets a student's process take, in MiB; the default's, where no course can be read."""
    from autograder.course import settings
    from autograder.errors import GradingError
    from autograder.model import Limits

    try:
        root = course_root(None)
        limits = [settings.of_assignment(settings.find(name, root)).limits for name in settings.names(root)]
    except GradingError:
        limits = []
    return max((one.memory_mb for one in limits), default=Limits().memory_mb)


def _show(
    records: list[Record],
    run: Run,
    as_json: bool,
    not_taken: Sequence[NotTaken] = (),
    times: Path | None = None,
    changes: Sequence[Change] | None = None,
) -> None:
    """Show what came of it. times: the file of them, where no roster was given; changes: of scores, None where they aren't told."""
    from autograder.export import circumstances
    from autograder.people import roster
    from autograder.results.folder import Folder

    folder = run.out
    people = circumstances.expected(run.name, run.root, Folder(folder))
    excused = people.excused(run.name)
    absent = [one for one in roster.missing(people.students, records) if one.key not in excused]
    if as_json:
        marks = [{"student_id": one.student_id, "status": one.status, "score": None if one.status == "excused" else one.score,
                  "max_score": one.max_score, "out_of": one.out_of, "waiting": one.waiting, "late_days": one.late_days, "reason": one.reason} for one in records]  # fmt: skip
        absences = [{"student_id": one.key, "status": "missing", "score": None} for one in absent]
        left = [
            {"student_id": None, "status": "not_taken", "source": one.source, "reason": one.why} for one in not_taken
        ]
        print_json([*marks, *absences, *left])
    else:
        out.print(summary_table(records))
        if absent:
            out.print(escape(missing_line(absent)))
        if line := waiting_line(records):
            at_the_desk = folder == run.root / "results" / run.name  # it opens no others
            out.print(escape(f"{line} Mark them: autograder desk {run.name}" if at_the_desk else line))
        if changes is not None:
            for part in change_lines(changes, folder):
                out.print(part)
        out.print(f"Page of the assignment: {escape(str(folder / 'index.html'))}")
        out.print(f"Marks: {escape(str(folder / 'marks.csv'))}")
    strangers = roster.unexpected(people.students, records)
    if strangers:
        err.print(f"Not on the roster ({len(strangers)}): {escape(', '.join(strangers))}")
    if known := roster.known_by(times, strangers) if times else ():
        both = f"{len(known)} of those who aren't on the roster"
        err.print(
            escape(f"{times} holds both numbers of {both}: the LMS's and the school's. Give it as --roster, too.")
        )
    for handed_in, listed in roster.without_zeros(people.students, strangers):
        err.print(
            f"{escape(handed_in)} handed in, and the roster has {escape(listed)}: has a spreadsheet taken the zeros in front?"
        )
    broken = [one for one in records if one.status == "not_graded"]
    for reason, students in faults(broken):
        err.print(f"[red]not graded:[/red] {escape(students)}: {escape(reason)}")
    raise typer.Exit(1 if broken else 0)
