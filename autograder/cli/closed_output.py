"""Let a command go on where nobody reads any more what it prints, as in `autograder grade … | head`: its work and its status stay the same.

Comes in: a stream at whose other end somebody has hung up. Goes out: nothing; what is still written to it is thrown away.
"""

from __future__ import annotations

import os
from typing import IO

from rich.console import Console


def go_on() -> None:
    """Have every console of this process go on, Typer's own too, which print --help: rich would end the process with status 1."""
    Console.on_broken_pipe = _fall_silent  # type: ignore[assignment, method-assign]


def write(text: str, stream: IO[str]) -> None:
    """Write a text at once, or throw it away."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        throw_away(stream)


def _fall_silent(console: Console) -> None:
    console.quiet = True
    throw_away(console.file)


def throw_away(stream: IO[str]) -> None:
    """Give a stream another end: what it holds already is written there when Python ends, which would say that it couldn't."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
