"""The command line, thin: one subcommand per verb, results to standard output, progress to standard error.

Comes in: what somebody typed. Goes out: exit status 0 when the work was done, however students fared; 1 when something of ours broke;
2 for wrong usage; 3 for an unfit sandbox; 4 where a person must decide first. It may import anything, and nothing but `__main__` imports it; it runs in the command's process.
The verbs are in author.py, grade.py, export.py, desk.py, similar.py and people.py, what they share in options.py, what they print in tables.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from rich.markup import escape

from autograder import __version__
from autograder.cli import author, desk, export, grade, people, similar
from autograder.cli.tables import err, out
from autograder.errors import AssignmentBroken, DecisionNeeded, GradingError, SandboxFailed

app = typer.Typer(
    name="autograder",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Write assignments once, release them, grade what comes back.",
)


def named(verb: Callable[..., None]) -> str:
    """Return what is typed for a verb; Python's own words have a _ behind them as functions."""
    return verb.__name__.removesuffix("_")


VERBS: tuple[Callable[..., None], ...] = (
    *(author.new, author.import_, author.build, author.fetch, author.pull, author.release),
    *(author.try_, author.watch, author.rehearse, author.demo),
    *(grade.grade, grade.regrade, grade.report, export.export, export.feedback, export.remove),
    *(desk.desk, similar.similar, grade.doctor),
)  # in the order in which --help lists them
for verb in VERBS:
    app.command(named(verb))(verb)
app.add_typer(people.app, name="people")


def _print_version(asked: bool) -> None:
    if asked:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Take what stands before the verb."""


def main() -> None:
    """Run the command line; every error is one sentence. Of Ctrl-C Typer makes SystemExit(130), and says nothing: that is for `__main__` to say."""
    try:
        app()
    except SandboxFailed as error:
        _fail(error, 3)
    except AssignmentBroken as error:
        _fail(error, 1)
    except DecisionNeeded as error:
        _fail(error, 4)
    except GradingError as error:
        _fail(error, 2)


def _fail(error: GradingError, status: int) -> None:
    err.print(f"[red]autograder:[/red] {escape(str(error))}")
    raise SystemExit(status) from None
