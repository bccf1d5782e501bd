"""The verbs of who writes assignments: new, build, fetch, pull, release, try, watch, rehearse and demo; see `app` for their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from autograder.cli.options import Json, Name, Names, Root, course_root
from autograder.cli.tables import err, next_step, out, print_json, summary_table, trial_lines, watch_lines
from autograder.errors import UsageError
from autograder.progress import Progress

if TYPE_CHECKING:
    from autograder.authoring.watch import Round
    from autograder.authoring.watch.page import Page


def new(
    name: Annotated[str, typer.Argument(help="Its name, and its folder's: small letters, digits, _.")],
    source: Annotated[
        str, typer.Option("--from", metavar="OTHER", help="Begin with a copy of this assignment, not with an example.")
    ] = "",
    root: Root = None,
) -> None:
    """Begin an assignment: a folder that builds and rehearses as it is; an empty folder becomes a course. Example: autograder new medians"""
    from autograder.authoring import new as beginning

    folder = _course_or_empty(root)
    for path in beginning.new(name, folder, source=source):
        out.print(f"{escape(str(path.relative_to(folder)))} written")
    out.print(
        f"Next: edit assignments/{name}/ beside autograder watch {name}, then autograder rehearse {name}; the kit's docs/tutorial.md goes on from here."
    )


def _course_or_empty(root: Path | None) -> Path:
    """Find the course's folder; an empty folder outside any course becomes one."""
    here = root or Path.cwd()
    above = () if root else here.parents
    empty = here.is_dir() and all(path.name.startswith(".") for path in here.iterdir())  # but for .git and the like
    if empty and not any((one / "assignments").is_dir() for one in above):
        from autograder.authoring import new as beginning

        written = [str(path.relative_to(here)) for path in beginning.begin_course(here)]
        out.print(escape(f"assignments/ made{', '.join(['', *written])} written: this folder is a course from now on"))
    return course_root(root)


def import_(
    path: Annotated[Path, typer.Argument(help="A master notebook of nbgrader's or otter's, or a folder of them.")],
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="What the assignment is to be called here.")],
    once: Annotated[
        bool,
        typer.Option(
            "--once", help="Let a mistake be paid for once; else it costs the tests of all that builds on it, as there."
        ),
    ] = False,
    json: Json = False,
    root: Root = None,
) -> None:
    """Take an existing assignment along, and say what became of each test. Example: autograder import source/ps1 --as ps1"""
    from autograder.authoring import importing

    folder = _course_or_empty(root)
    taken = importing.take_along(path, name, folder, once=once)
    from autograder.authoring.importing import report

    if json:
        print_json([report.plain(one) for one in taken])
    for one in () if json else taken:
        report.show(one, out)


def build(names: Names = None, root: Root = None) -> None:
    """Write source/NAME/NAME.ipynb from assignments/NAME/notebook.py. Example: autograder build knn"""
    from autograder.authoring import compile

    _each(names, root, lambda name, folder: f"{compile.build(name, folder)}")
    next_step("autograder release {name}", names)


def fetch(names: Names = None, root: Root = None) -> None:
    """Fetch the data files that assignment.toml names below fetched, each by its recorded SHA-256. Example: autograder fetch iris"""
    from autograder.authoring import fetch as fetching

    _each(names, root, lambda name, folder: "; ".join(fetching.fetch(name, folder)) or "nothing is to be fetched")


def pull(names: Names = None, root: Root = None) -> None:
    """Write edits made in JupyterLab back to assignments/NAME/notebook.py. Example: autograder pull knn"""
    from autograder.authoring import pull as pulling

    _each(names, root, lambda name, folder: f"{pulling.pull(name, folder)}")


def release(names: Names = None, root: Root = None) -> None:
    """Make release/NAME/, exactly what students get; refuses what lacks checks or answers of wrong/. Example: autograder release knn"""
    from autograder.authoring import handed_out
    from autograder.authoring import release as releasing

    def step(name: str, folder: Path) -> str:
        known = handed_out.HandedOut(name, folder)
        return f"{releasing.release(name, folder, in_part=False)}{known.news()}"

    _each(names, root, step)
    next_step("hand out release/{name}/{name}.zip, or link to the notebook in Colab", names)


def _each(names: list[str] | None, root: Path | None, step: Callable[[str, Path], str]) -> None:
    from autograder.course import settings

    folder = course_root(root)
    for name in names or settings.names(folder):
        settings.find(name, folder)
        out.print(f"{name}: {escape(step(name, folder))}")


def rehearse(
    names: Names = None,
    drawings: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How often hidden inputs are drawn; without it, each of the versions that course.toml asks for, 3 at least.",
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Draw once, and ask a wrong answer only its own question and those that call it."),
    ] = False,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants",
            help="Instead, change our solutions in one place each, in every way, and show which changes keep full marks and what others cost; writes the catalogue of near misses.",
        ),
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="So many mutants of each question: 2, or with --mutants all; of a sample no catalogue is written.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Which mutants are the sample.")] = 0,
    root: Root = None,
) -> None:
    """Prove an assignment: its solution, right/ and wrong/ go through the grader. Example: autograder rehearse knn --quick"""
    from autograder.authoring import rehearse as rehearsal
    from autograder.authoring.rehearse import DRAWINGS, remembered
    from autograder.authoring.rehearse import report as reports
    from autograder.authoring.rehearse.variants import Workers
    from autograder.course import settings
    from autograder.sandbox.outside import Ancestor

    folder = course_root(root)
    good = True
    with Ancestor() as ancestor:
        for name in names or settings.names(folder):
            settings.find(name, folder)
            asked = (drawings, quick, sample, seed)
            report = None if mutants else remembered.recall(name, folder, asked)
            if report is None:
                ancestor.begin()  # it imports the libraries while this process looks through the assignment
            if mutants:
                from autograder.authoring.mutants import table

                good = (
                    table.rehearse(name, folder, drawings or DRAWINGS, sample, seed, out, Progress(err), ancestor)
                    and good
                )
                continue
            if report is None:
                author = remembered.of_author(name, folder)
                with Workers(ancestor=ancestor) as workers:
                    report = rehearsal.rehearse(
                        name, folder, workers=workers, drawings=drawings, quick=quick, progress=Progress(err)
                    )
                    from autograder.authoring.mutants import table

                    report = table.sampled(
                        report, folder, 2 if sample is None else sample, seed, Progress(err), workers
                    )
                remembered.keep(report, folder, asked, author)
            reports.show(report, out)
            good = good and report.good
    raise typer.Exit(0 if good else 1)


def try_(
    name: Name,
    answer: Annotated[
        str,
        typer.Argument(
            metavar="ANSWER",
            help="A .py file of answers, FILE.py::NAME for one of its cells, or a notebook. What it doesn't define is our solution.",
        ),
    ],
    check: Annotated[str, typer.Option(help="Ask and show this check only: NAME, or QUESTION.NAME.")] = "",
    page: Annotated[bool, typer.Option("--page", help="Write the feedback page, and print where it is.")] = False,
    json: Json = False,
    root: Root = None,
) -> None:
    """Try one answer while you write its checks: its marks are kept nowhere; what you wrote is built and released. Example: autograder try knn my_answer.py --check no_distance_is_negative"""
    from autograder.authoring import handed_out, trial
    from autograder.course import settings
    from autograder.results import atomic

    folder = course_root(root)
    settings.find(name, folder)
    before = handed_out.version_of(name, folder)
    with err.status(f"trying {escape(answer)}"):
        tried = trial.try_answers(name, answer, folder, check=check)
    if before not in ("", now := handed_out.version_of(name, folder)):
        err.print(
            f"release/{name} was made anew from what you wrote: version {before} is {now} now. "
            "Who was given the former one hands that in; their pages say so."
        )
    if json:
        print_json(tried[0].record if len(tried) == 1 else [one.record for one in tried])
    for one in tried:
        if not json:
            out.print(*trial_lines(one, check.rpartition(".")[2]), sep="\n")
        if page:
            place = folder / "results" / "tried" / name / f"{one.answer}.html"
            atomic.write(place, one.page)
            (err if json else out).print(f"Page: {escape(str(place))}")
    raise typer.Exit(1 if any(one.record.status == "not_graded" for one in tried) else 0)


def watch(
    name: Name,
    answer: Annotated[
        str, typer.Argument(metavar="[ANSWER]", help="A .py file of answers to try at each save, besides your own.")
    ] = "",
    port: Annotated[int, typer.Option(help="Of the page; 0 is any that is free.")] = 0,
    page: Annotated[bool, typer.Option("--page/--no-page", help="Serve the page on 127.0.0.1.")] = True,
    root: Root = None,
) -> None:
    """Stay beside you while you write: each save is built, released and asked again where it changed something. Example: autograder watch knn"""
    from autograder.course import data_files, settings

    folder = course_root(root)
    settings.find(name, folder)  # what is named wrongly is told before anything takes seconds
    least = settings.of_course(folder).least_sandbox_level
    place = folder / "assignments" / name
    data = data_files.read(place, settings.of_assignment(place))
    from autograder.authoring import handed_out
    from autograder.authoring.watch import Watching
    from autograder.authoring.watch.page import Page
    from autograder.sandbox.outside import Sandbox

    with err.status("warming up"):
        sandbox = Sandbox.start(least_level=least, data=data)
    with sandbox:
        watched = Watching(name, folder, sandbox, answer)
        shown = _page(Page, name, port) if page else None
        if shown:
            out.print(shown.address)

        known = handed_out.HandedOut(name, folder)

        def told(now: Round) -> None:
            if shown:
                shown.show(now)
            out.print(*watch_lines(now), sep="", end="")
            if news := known.news():
                err.print(escape(f"release/{name} was made anew{news}."))

        watched.run(told, until=lambda: out.quiet)  # nobody reads it any more


def _page(page: Callable[[str, int], Page], name: str, port: int) -> Page:
    try:
        return page(name, port)
    except OSError as error:
        raise UsageError(
            found=f"port {port} can't be had ({error.strerror})", fix="Leave --port out, or name another."
        ) from None


def demo(
    names: Names = None,
    root: Root = None,
    classes: Annotated[Path, typer.Option(help="Where the classes and their results go.")] = Path("demo"),
    whole: Annotated[str, typer.Option(help="With no names: the assignment that gets the whole class.")] = "knn",
) -> None:
    """Make a class of submissions for each assignment and grade it; named ones get the whole class, hostile hand-ins included. Example: autograder demo knn"""
    from autograder.sandbox.outside import Ancestor

    folder = course_root(root)
    with Ancestor() as ancestor:
        ancestor.begin()  # it imports the libraries while this process does
        from autograder.authoring import demo

        demo.run(names, folder, classes, out, err, whole=whole, table=summary_table, ancestor=ancestor)
