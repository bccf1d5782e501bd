"""Make a folder below TMPDIR, called autograder-PID-…, and remove it, or what processes that were killed left there.

A folder is locked for as long as its process lives, whatever pids others can see; one of such a name that nobody locks is nobody's, and is
removed when the next is made. It has its name only once it is locked.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.temporary.trees import remove_tree

_PREFIX = "autograder-"
_UNNAMED = ".autograder-new-"  # until it is locked
_STALE_SECONDS = 300  # more than between making a directory and locking it
_LAST_WORDS = 2.0  # seconds in which the server of an examiner who was killed has noticed it


@contextmanager
def folder(kind: str) -> Iterator[Path]:
    """Have a folder of this user's alone while the block lasts. kind: one word, which is part of its name."""
    path, lock = make(kind)
    maker = os.getpid()
    try:
        yield path
    finally:
        if os.getpid() == maker:  # and not in a process that was forked meanwhile
            remove(path, lock)


def make(kind: str = "", *, mode: int = 0o700) -> tuple[Path, int]:
    """Make a folder, after removing those that killed processes left behind; second: a descriptor that locks it, for `remove`.

    Raises OSError with the path that can't be used.
    """
    temporary = _place()
    remove_left_by("[0-9]*")
    for left in temporary.glob(f"{_UNNAMED}*"):
        if _is_abandoned(left, _STALE_SECONDS):
            _remove(left)
    made = Path(tempfile.mkdtemp(prefix=_UNNAMED))
    made.chmod(mode)
    lock = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError as error:
        remove(made, lock)
        raise OSError(
            error.errno, f"{error.strerror}, so set TMPDIR to a folder of another disk", str(temporary)
        ) from None
    whose = f"{_PREFIX}{os.getpid()}-{kind}-" if kind else f"{_PREFIX}{os.getpid()}-"
    return made.rename(temporary / f"{whose}{made.name.removeprefix(_UNNAMED)}"), lock


def _place() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        asked = os.environ.get("TMPDIR", "/tmp")
        raise OSError(
            errno.EACCES, "nothing can be written there, so set TMPDIR to a folder with room", asked
        ) from None


def remove(path: Path, lock: int) -> None:
    """Remove a folder that `make` made, with all that is in it, and unlock it."""
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():  # something in it was closed to its owner
        _remove(path)
    os.close(lock)


def remove_left_by(pid: int | str) -> None:
    """Remove the folders of a process that has ended; those that are locked are somebody else's.

    A process below it may still be about to end, and write a last line: what is there again is removed again.
    """
    temporary = Path(tempfile.gettempdir())
    deadline = time.monotonic() + _LAST_WORDS
    while left := [path for path in temporary.glob(f"{_PREFIX}{pid}-*") if _is_abandoned(path)]:
        for path in left:
            _remove(path)
        if time.monotonic() > deadline:
            return
        time.sleep(0.01)


def _remove(path: Path) -> None:
    """Remove it from inside of a closed folder: what lies in it is moved up while it is removed, and may be open to others."""
    with contextlib.suppress(OSError):  # another command removes it too, or it can't be removed
        closed = Path(tempfile.mkdtemp(prefix=_UNNAMED, dir=path.parent))
        inside = os.open(closed, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            path.rename(closed / path.name)
            remove_tree(inside, path.name)
        finally:
            os.close(inside)
            closed.rmdir()


def _is_abandoned(base: Path, seconds: float = 0.0) -> bool:
    """Tell whether a directory of this user's is nobody's: its process locks it for as long as it lives.

    seconds: how long it must have been so at least.
    """
    try:
        descriptor = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        about = os.fstat(descriptor)
        if about.st_uid != os.geteuid() or time.time() - about.st_mtime < seconds:
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
