"""All verbs in the order in which --help lists them, each put together only when it is wanted.

Comes in: what somebody typed. Goes out: the command line of that verb, or of all where no verb is named first. To read the functions of all verbs
and their options takes as long as a small command.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from autograder import __version__
from autograder.cli import closed_output, standard_output
from autograder.cli.tables import err, out
from autograder.errors import AssignmentBroken, DecisionNeeded, GradingError, SandboxFailed

if TYPE_CHECKING:
    from autograder.sandbox.outside import Ancestor

_PLACES = (
    *(("author", verb) for verb in ("new", "import_", "build", "fetch", "pull", "release")),
    *(("author", verb) for verb in ("try_", "watch", "rehearse", "demo")),
    *(("grade", verb) for verb in ("grade", "regrade", "report")),
    *(("export", verb) for verb in ("export", "feedback", "remove")),
    *(("desk", "desk"), ("similar", "similar"), ("grade", "doctor")),
)
"""Module and function of each verb."""

_OF_THE_PLACE = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE),
    *(errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP),
)
"""What is wrong with a place, not with us: a file of root's among one's own, a disk that is full, read-only, broken, gone, or without locks."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
"""What writing into an open file says, without the file's name."""

_MEND = "Mend that (whose it is, its permissions, the disk), then run the same command again."

_PEOPLE = "people"  # which has verbs of its own


def named(verb: Callable[..., None]) -> str:
    """Return what is typed for a verb; Python's own words have a _ behind them as functions."""
    return _typed(verb.__name__)


def verbs() -> tuple[Callable[..., None], ...]:
    """Return the functions of all verbs, in the order in which --help lists them; people has its own."""
    return tuple(_function(*place) for place in _PLACES)


def app_of(word: str = "") -> typer.Typer:
    """Put the command line of one verb together; of all, where the word is none."""
    app = typer.Typer(
        name="autograder",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Write assignments once, release them, grade what comes back.",
    )
    app.callback()(common)
    places = [place for place in _PLACES if _typed(place[1]) == word]
    for module, verb in places or (_PLACES if word != _PEOPLE else ()):
        app.command(_typed(verb))(_function(module, verb))
    if not places:
        app.add_typer(import_module(f"autograder.cli.{_PEOPLE}").app, name=_PEOPLE)
    return app


def _typed(name: str) -> str:
    return name.removesuffix("_")


def _function(module: str, verb: str) -> Callable[..., None]:
    found: Callable[..., None] = getattr(import_module(f"autograder.cli.{module}"), verb)
    return found


def _print_version(asked: bool) -> None:
    if asked:
        out.print(__version__)
        raise typer.Exit


def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Take what stands before the verb."""


def run(words: Sequence[str], ancestor: Ancestor | None = None) -> None:
    """Run the command line; every error is one sentence. Of Ctrl-C Typer makes SystemExit(130), and says nothing: that is for `__main__` to say.

    ancestor: whom `grade` has its workers forked from, where it was started already.
    """
    closed_output.go_on()
    try:
        with standard_output.written():
            app_of(words[0] if words else "")(args=list(words), obj=ancestor)
    except SandboxFailed as error:
        _fail(error, 3)
    except AssignmentBroken as error:
        _fail(error, 1)
    except DecisionNeeded as error:
        _fail(error, 4)
    except GradingError as error:
        _fail(error, 2)
    except shutil.Error as error:
        _, target, why = error.args[0][0]
        _fail(GradingError(f"{target} can't be written: {why}", _MEND), 2)
    except OSError as error:
        if error.errno not in _OF_THE_PLACE or not (error.filename or error.errno in _FULL):
            raise
        _fail(GradingError(f"{error.filename or 'a file'} can't be used: {error.strerror}", _MEND), 2)


def _fail(error: GradingError, status: int) -> None:
    err.print(f"[red]autograder:[/red] {escape(str(error))}")
    raise SystemExit(status) from None
