"""The course's secret: random bytes that hidden inputs are drawn from, made once and kept out of version control."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import GradingError

NAME = ".course-key"
LENGTH = 32


def course_secret(root: Path) -> bytes:
    """Read the secret, or make it. Without it nobody can predict an input; with the same one, grading again gives the same record."""
    path = root / NAME
    try:
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(LENGTH))
        secret = path.read_bytes()
    except FileExistsError:
        secret = path.read_bytes()
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be read or made: {error.strerror}", fix="Make the course's folder writable."
        ) from error
    if len(secret) < LENGTH:
        raise GradingError(found=f"{path} is too short to be a secret", fix="Delete it; the next run makes a new one.")
    return secret
