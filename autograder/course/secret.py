"""The course's secret: random bytes that hidden inputs are drawn from, made once and kept out of version control."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from autograder.errors import GradingError
from autograder.model import Assignment

NAME = ".course-key"
LENGTH = 32


def course_secret(root: Path) -> bytes:
    """Read the secret, or make it. Without it nobody can predict an input; with the same one, grading again gives the same record."""
    path = root / NAME
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be read or made: {error.strerror}", fix="Make the course's folder writable."
        ) from error
    if len(secret) < LENGTH:
        raise GradingError(found=f"{path} is too short to be a secret", fix="Delete it; the next run makes a new one.")
    return secret


def seed_for(secret: bytes, assignment: Assignment) -> int:
    """Derive the class's seed: not to be guessed without the course's secret, the same whenever it is derived again."""
    digest = hashlib.blake2b(
        f"{assignment.name}\0{assignment.release_version}".encode(), key=secret[:64], digest_size=6
    )
    return int.from_bytes(digest.digest(), "big")


def _make(path: Path) -> None:
    """Write a secret whole or not at all, and leave one that somebody else made meanwhile."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f"{NAME}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            if not path.exists():
                Path(made).replace(path)
    finally:
        Path(made).unlink(missing_ok=True)
