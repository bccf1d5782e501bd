"""Directories of a sandbox on disk: one for each server, and below level 2 one for each child in it.

What a student may have laid in one is removed by descriptor: no link is followed. A server's directory is locked for as long as its
examiner lives, so what killed examiners left behind is found, and removed when the next sandbox starts.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from collections import deque
from pathlib import Path

_PREFIX = "autograder-"
_STALE_SECONDS = 300  # more than between making a directory and locking it


def make_base() -> Path:
    """Make a directory for one sandbox, after removing those that examiners who were killed left behind."""
    temporary = Path(tempfile.gettempdir())
    for left in temporary.glob(f"{_PREFIX}[0-9]*-*"):
        if _is_abandoned(left):
            _remove(temporary, left.name)
    base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    base.chmod(0o711)  # below level 2, a child with another uid must reach its scratch
    (base / "root").mkdir()
    return base


def _remove(folder: Path, name: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        remove_tree(descriptor, name)
    finally:
        os.close(descriptor)


def _is_abandoned(base: Path) -> bool:
    """Tell whether nobody holds a sandbox's directory: its examiner locks it for as long as it lives, whatever pids it can see."""
    try:
        descriptor = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        about = os.fstat(descriptor)
        if about.st_uid != os.geteuid() or time.time() - about.st_mtime < _STALE_SECONDS:
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def remove_tree(base: int, name: str) -> None:
    """Remove a directory below an open one, whatever a student put there: no link is followed, no depth is too deep.

    Directories inside are first moved up beside it, so only two levels are ever open and no path gets long.
    """
    waiting = deque([name])
    made = 0
    while waiting:
        folder = waiting.popleft()
        for entry in _unlink_files(base, folder):
            made += 1
            aside = f"{name}-{made}"
            with contextlib.suppress(OSError):
                os.rename(f"{folder}/{entry}", aside, src_dir_fd=base, dst_dir_fd=base)
                waiting.append(aside)
        with contextlib.suppress(OSError):
            os.rmdir(folder, dir_fd=base)


def _unlink_files(base: int, folder: str) -> list[str]:
    """Remove what isn't a directory, and return the names of the directories."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=base)
    except OSError:
        return []
    left = []
    try:
        os.fchmod(opened, stat.S_IRWXU)
        with os.scandir(opened) as entries:
            names = [entry.name for entry in entries]
        for name in names:
            try:
                os.unlink(name, dir_fd=opened)
            except OSError:
                left.append(name)
    finally:
        os.close(opened)
    return left
