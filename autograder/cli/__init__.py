"""The command line, thin: one subcommand per verb, results to standard output, progress to standard error.

Exit status 0 when the work was done, however students fared; 1 when something of ours broke; 2 for wrong usage; 3 for an unfit sandbox.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.cli import options
from autograder.errors import AssignmentBroken, GradingError, SandboxFailed

INTERRUPTED = 130

app = typer.Typer(
    name="autograder",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Write assignments once, release them, grade what comes back.",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Names = Annotated[list[str] | None, typer.Argument(help="Assignments; all when left out.")]
Name = Annotated[str, typer.Argument(help="The assignment, a folder of assignments/.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where results go; default results/NAME.")]
Root = Annotated[
    Path | None, typer.Option("--root", help="The course's folder; default: this one or the nearest above.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Grading processes; default: one for each core, or for each GPU slot.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def main() -> None:
    """Run the command line; every error is one sentence."""
    try:
        app()
    except SandboxFailed as error:
        _fail(error, 3)
    except AssignmentBroken as error:
        _fail(error, 1)
    except GradingError as error:
        _fail(error, 2)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer makes this of Ctrl-C, and says nothing
            err.print("Stopped. The same command goes on where it was.")
        raise


def _fail(error: GradingError, status: int) -> None:
    err.print(f"[red]autograder:[/red] {escape(str(error))}")
    raise SystemExit(status) from None


def course_root(given: Path | None) -> Path:
    """Find the course's folder: the nearest one with an assignments/ in it."""
    here = Path.cwd()
    for folder in (given,) if given else (here, *here.parents):
        if (folder / "assignments").is_dir():
            return folder.resolve()
    raise GradingError(
        found=f"{given or here} is no course: it has no folder assignments/", fix="Go there, or give --root."
    )


# ---------------------------------------------------------------- authoring


@app.command()
def build(names: Names = None, root: Root = None) -> None:
    """Write source/NAME/NAME.ipynb from assignments/NAME/notebook.py. Example: autograder build knn"""
    from autograder.authoring import compile

    _each(names, root, lambda name, folder: f"{compile.build(name, folder)}")


@app.command()
def pull(names: Names = None, root: Root = None) -> None:
    """Write edits made in JupyterLab back to assignments/NAME/notebook.py. Example: autograder pull knn"""
    from autograder.authoring import pull as pulling

    _each(names, root, lambda name, folder: f"{pulling.pull(name, folder)}")


@app.command()
def release(names: Names = None, root: Root = None) -> None:
    """Make release/NAME/, exactly what students get. Example: autograder release knn"""
    from autograder.authoring import release as releasing

    _each(names, root, lambda name, folder: f"{releasing.release(name, folder)}")


def _each(names: list[str] | None, root: Path | None, step: Callable[[str, Path], str]) -> None:
    from autograder.course import settings

    folder = course_root(root)
    for name in names or settings.names(folder):
        settings.find(name, folder)
        out.print(f"{name}: {escape(step(name, folder))}")


@app.command()
def rehearse(
    names: Names = None,
    drawings: Annotated[
        int, typer.Option(min=1, help="How often hidden inputs are drawn: more shows checks that lean on luck.")
    ] = 1,
    root: Root = None,
) -> None:
    """Prove an assignment: its solution, right/ and wrong/ go through the grader. Example: autograder rehearse knn --drawings 5"""
    from autograder.authoring.rehearse import rehearse as prove
    from autograder.authoring.rehearse.report import show
    from autograder.course import settings

    folder = course_root(root)
    good = True
    for name in names or settings.names(folder):
        settings.find(name, folder)
        report = prove(name, folder, drawings=drawings, console=err)
        show(report, out)
        good = good and report.good
    raise typer.Exit(0 if good else 1)


# ---------------------------------------------------------------- grading


@app.command()
def grade(
    name: Name,
    paths: Annotated[list[Path], typer.Argument(help="Zips, notebooks, folders of them, an LMS's bulk download.")],
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or simulated.")] = "auto",
    workers: Workers = None,
    received: Annotated[Path | None, typer.Option(help="CSV of student_id and ISO time, for late days.")] = None,
    roster: options.Roster = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Grade again what was graded before.")] = False,
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
    from autograder import dispatch
    from autograder.dispatch.dask import connection

    folder = course_root(root)
    asked = connection.Slurm(
        slurm_jobs, slurm_cores, slurm_memory, slurm_walltime, slurm_queue, tuple(slurm_option or ()), device == "cuda"
    )
    run = dispatch.Run(
        name=name,
        root=folder,
        out=_out(out_dir, folder, name),
        device=device,
        workers=workers,
        gpu_slots=gpu_slots,
        cluster=connection.chosen(cluster, (tls_ca, tls_cert, tls_key), asked if slurm else None),
    )
    records = dispatch.grade_paths(run, paths, received=received, roster=roster, fresh=fresh, console=err)
    _show(records, run.out, as_json)


@app.command()
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

    folder = course_root(root)
    run = dispatch.Run(name=name, root=folder, out=_out(out_dir, folder, name), device="auto", workers=workers)
    _show(dispatch.regrade(run, only=only or (), console=err), run.out, as_json)


@app.command()
def report(name: Name, out_dir: Out = None, root: Root = None) -> None:
    """Write feedback pages, the assignment's page and marks.csv from the records. Example: autograder report knn"""
    from autograder import report
    from autograder.course import assignment
    from autograder.results.folder import Folder

    folder = course_root(root)
    results = Folder(_out(out_dir, folder, name))
    loaded = assignment.load(name, folder)
    if not results.path.is_dir():
        raise GradingError(found=f"{results.path} doesn't exist", fix=f"Grade first: autograder grade {name} PATH…")
    count = sum(1 for _ in report.pages(results, loaded))
    report.publish(results, loaded)
    out.print(f"{count} pages, {results.path / 'index.html'}, {results.path / 'marks.csv'}")


@app.command()
def export(
    name: Name,
    to: Annotated[str, typer.Option("--to", help="nbgrader, canvas, moodle, blackboard or gradescope.")],
    template: Annotated[Path | None, typer.Option(help="The LMS's own gradebook file, to be filled in.")] = None,
    out_dir: Out = None,
    root: Root = None,
) -> None:
    """Write the marks as another system wants them. Example: autograder export knn --to canvas --template gradebook.csv"""
    from autograder import export

    folder = course_root(root)
    written = export.export(name, to, folder, _out(out_dir, folder, name), template)
    out.print(f"{escape(str(written))}")


@app.command()
def similar(name: Name, out_dir: Out = None, root: Root = None, as_json: Json = False) -> None:
    """List submissions that share blocks beyond the release. Example: autograder similar knn"""
    from autograder.report import similarity
    from autograder.results import record

    folder = course_root(root)
    pairs = similarity.pairs(record.load_all(_out(out_dir, folder, name)))
    if as_json:
        _json([pair.plain() for pair in pairs])
        return
    table = Table(
        "One", "Other", "Shared", "Questions", title=f"{name}: blocks alike after names and layout are taken off"
    )
    for pair in pairs:
        table.add_row(escape(pair.one), escape(pair.other), f"{pair.share:.0%}", escape(", ".join(pair.questions)))
    out.print(table if pairs else "No two submissions share more than the exercise makes likely.")


@app.command()
def doctor(as_json: Json = False) -> None:
    """Tell which sandbox level this machine gives, what is missing, and how to get it. Example: autograder doctor"""
    from autograder.sandbox.outside import doctor as examination

    found = examination.examine()
    for line in examination.lines(found):
        (err if as_json else out).print(escape(line))
    if as_json:
        _json({"level": found.level})


@app.command(hidden=True)
def demo(
    names: Names = None,
    root: Root = None,
    classes: Annotated[Path, typer.Option(help="Where the classes and their results go.")] = Path("demo"),
    whole: Annotated[str, typer.Option(help="With no names: the assignment that gets the whole class.")] = "knn",
) -> None:
    """Make a class of submissions for each assignment and grade it; named ones get the whole class, hostile hand-ins included."""
    from autograder.authoring import demo

    demo.run(names, course_root(root), classes, out, err, whole=whole)


def _out(given: Path | None, root: Path, name: str) -> Path:
    return given.resolve() if given else root / "results" / name


def _show(records: list[Any], folder: Path, as_json: bool) -> None:
    from autograder import report
    from autograder.cli.tables import missing_line, summary_table
    from autograder.course import people
    from autograder.results.folder import Folder

    students = report.expected(Folder(folder))
    absent = people.missing(students, records)
    if as_json:
        marks = [{"student_id": one.student_id, "status": one.status, "score": one.score, "max_score": one.max_score,
                  "late_days": one.late_days, "reason": one.reason} for one in records]  # fmt: skip
        _json([*marks, *[{"student_id": one.student_id, "status": "missing", "score": None} for one in absent]])
    else:
        out.print(summary_table(records))
        if absent:
            out.print(escape(missing_line(absent)))
        out.print(f"Page of the assignment: {escape(str(folder / 'index.html'))}")
        out.print(f"Marks: {escape(str(folder / 'marks.csv'))}")
    strangers = people.unexpected(students, records)
    if strangers:
        err.print(f"Not on the roster ({len(strangers)}): {escape(', '.join(strangers))}")
    broken = [one for one in records if one.status == "not_graded"]
    for one in broken:
        err.print(f"[red]not graded:[/red] {escape(one.student_id)}: {escape(one.reason or '')}")
    raise typer.Exit(1 if broken else 0)


def _json(value: Any) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")
