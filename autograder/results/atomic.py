"""Write a file whole or not at all, for its owner alone, and remove what a killed run left half written."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from pathlib import Path

from autograder.errors import GradingError

_TLS = ".dask-jobqueue.worker.*"  # a run's certificate and key for Slurm's nodes, which live as long as it does
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
    except UnicodeEncodeError as error:
        raise GradingError(
            found=f"{path} can't be written: this system's names of files are {error.encoding} here, and lack a letter of it",
            fix="Set LC_ALL=C.UTF-8 in the command's surroundings.",
        ) from error
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be written: {error.strerror}", fix="Give another --out, or free some space."
        ) from error


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone; what is there stays as it is."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def close_to_others(path: Path) -> None:
    """Take from everybody but the owner and their group what they may do with a file or folder, where it is ours; nothing else changes."""
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & stat.S_IRWXO:
            path.chmod(mode & ~stat.S_IRWXO)


def remove_stale(folder: Path, *, seconds: float = 0.0) -> None:
    """Remove what a killed run left in a folder: files half written, and the keys that it talked to its nodes with.

    seconds: how old it must be at least; 0 where nobody else may be writing there.
    """
    for path in (*folder.glob(f".*{_HALF}"), *folder.glob(f"*/.*{_HALF}"), *folder.glob(_TLS)):
        with contextlib.suppress(OSError):
            if not seconds or path.lstat().st_mtime < time.time() - seconds:
                path.unlink()
