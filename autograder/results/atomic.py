"""Write a file whole or not at all, for its owner alone or as an editor would, and remove what a killed run left half written."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import tempfile
import time
from pathlib import Path

from autograder.errors import GradingError

_TLS = ".dask-jobqueue.worker.*"  # a run's certificate and key for Slurm's nodes, which live as long as it does
_OLD = 3600.0  # seconds, after which nobody writes such a file any more
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


def write_ordinary(path: Path, data: bytes) -> None:
    """Write a file of an author's or of a build whole or not at all; folders above it that are missing are made.

    As when it is opened for writing: through links, with the mode that it has, or the one that new files get here. Raises OSError with its path.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat() if path.exists() else None
    if before and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    remove_stale(path.parent, seconds=_OLD)
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}{_HALF}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with os.fdopen(handle, "wb") as file:
            if before:
                with contextlib.suppress(OSError):  # another's group, of which we aren't
                    os.chown(handle, -1, before.st_gid)
                os.fchmod(handle, stat.S_IMODE(before.st_mode))
            file.write(data)
            file.flush()
            os.fsync(handle)
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):  # a full disk names no file, and else it is the one that is half written
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


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
