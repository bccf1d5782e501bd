"""Write a file whole or not at all, for its owner alone, and remove what a killed run left half written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from autograder.errors import GradingError

_HALF = ".half"  # ends the name of a file that is being written


def write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file whole or not at all, so that a killed run leaves the old one or the new one; mode: who may read it."""
    try:
        make_folder(path.parent)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=_HALF)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(mode)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be written: {error.strerror}", fix="Give another --out, or free some space."
        ) from error


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone; what is there stays as it is."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def remove_stale(folder: Path) -> None:
    """Remove what a killed run left half written in a results folder; nobody else may be writing there."""
    for path in (*folder.glob(f".*{_HALF}"), *folder.glob(f"*/.*{_HALF}")):
        with contextlib.suppress(OSError):
            path.unlink()
