"""Write to standard output whatever it is: a terminal of another encoding, a disk that is full.

Comes in: a command's work, which prints. Goes out: a GradingError where what it printed can't be written. That nobody reads on (a closed pipe) is no
such error. What standard output's encoding hasn't got, or none has, is written as standard error writes it: \\u2502, \\udcb1.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator

from autograder.cli.closed_output import throw_away
from autograder.errors import GradingError


@contextlib.contextmanager
def written() -> Iterator[None]:
    """Have all that is printed in the with block written at its end; raises GradingError where it can't be."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            yield
        finally:
            _flush()  # what is left for Python's end to write would fail without a sentence
    except OSError as error:
        if isinstance(error, BrokenPipeError) or not _is_broken():
            raise
        raise GradingError(
            found=f"what this command prints can't be written: {error.strerror or error}",
            fix="Free some space, or send its output elsewhere; what it keeps in files is there.",
        ) from error


def _flush() -> None:
    with contextlib.suppress(BrokenPipeError):
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()


def _is_broken() -> bool:
    """Tell by a line's end whether it is standard output that can't be written; if so, Python won't try once more when it ends."""
    try:
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.write("\n")
        _flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            throw_away(sys.stdout)
        return True
    return False
