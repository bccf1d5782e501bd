"""What a command has from whoever started it, beside its words: which of it a process that waits must have alike, and the rest, which it takes over.

Comes in: this process. Goes out: the folder of the process that may stand in for it, or its order. What can't be changed once Python runs, or
only with more rights, makes it another process: Python and where it imports from, user and groups, limits, namespaces, signals that are ignored.
Imports little: it is read before anything else is.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import private_socket

_AT_START = (
    *("PYTHON", "LC_", "LANG", "TZ", "LD_", "MALLOC_", "GLIBC_", "OMP_", "MKL_", "OPENBLAS_", "SSL_", "OPENSSL_"),
    *("TERMINAL_WIDTH", "FORCE_COLOR", "NO_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "_TYPER", "TYPER_", "RAPIDFUZZ_"),
)
"""Beginnings of what Python and libraries read of the environment when they are loaded, and never again."""

FILES = (0, 1, 2)
_STREAMS = ("stdin", "stdout", "stderr")


def place() -> Path:
    """Return the folder of the process that waits for commands such as this one. Raises OSError where this one's folder is gone, or there is no /proc."""
    told = hashlib.sha256(repr(_unchangeable()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    folder = next(filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP"))), "/tmp")
    return Path(folder).absolute() / f"autograder-command-{told}"


def _unchangeable() -> list[object]:
    return [
        (__file__, sys.executable, sys.version, sys.argv[0], sys.flags, sys.warnoptions, sorted(sys._xoptions.items())),
        sys.path,
        private_socket.inherited(),
        sorted(item for item in os.environ.items() if item[0].startswith(_AT_START)),
    ]


def can_be_handed_over(words: Sequence[str]) -> bool:
    """Tell whether another process can be this command: one has input, output and errors, and no other file that was opened for it."""
    return (
        sys.platform == "linux"
        and None not in (sys.stdin, sys.stdout, sys.stderr)
        and not any("/fd/" in word for word in words)
    )


@dataclass(frozen=True)
class Order:
    """A command that another process is to be: its words, and what it takes over."""

    words: list[str]
    minutes: float  # that the process should wait for the next one
    environment: dict[str, str]
    mask: int  # for the modes of new files

    def encoded(self) -> bytes:
        """Return it as bytes."""
        return json.dumps((self.words, self.minutes, self.environment, self.mask)).encode("ascii")

    @staticmethod
    def decoded(data: bytes) -> Order:
        """Return what `encoded` made bytes of; raises ValueError or TypeError for others."""
        return Order(*json.loads(data))

    def take_over(self, folder: int, files: list[int]) -> None:
        """Have this process be in that folder, with these files as input, output and errors, as if whoever gave the order had started it.

        Raises OSError or ValueError where it can't have some of it: nothing was done yet that is the command's.
        """
        for number, one in zip(FILES, files, strict=True):
            os.dup2(one, number)
        os.fchdir(folder)
        for one in (folder, *files):
            os.close(one)
        os.umask(self.mask)
        os.environ.clear()
        os.environ.update(self.environment)
        sys.argv[1:] = self.words
        sys.stdin, sys.stdout, sys.stderr = (
            _stream(number, getattr(sys, name)) for number, name in enumerate(_STREAMS)
        )
        for name in _STREAMS:
            setattr(sys, f"__{name}__", getattr(sys, name))


def _stream(number: int, old: io.TextIOWrapper) -> io.TextIOWrapper:
    """Make the stream that Python has when it starts: the old one, if it was made for a file, would ask a pipe how far it has come."""
    opened = open(number, "wb" if number else "rb", 0 if old.write_through else -1, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(
        opened,
        old.encoding,
        old.errors,
        newline="\n" if number else None,
        line_buffering=number == 2 or opened.isatty(),
        write_through=old.write_through,
    )


def order(words: list[str], minutes: float) -> Order:
    """Put into an order what this process has."""
    mask = os.umask(0o077)
    os.umask(mask)
    return Order(words, minutes, dict(os.environ), mask)
