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
from collections.abc import Mapping
from pathlib import Path

_PREFIX = "autograder-"
_UNNAMED = ".autograder-new-"  # until it is locked
_STALE_SECONDS = 300  # more than between making a directory and locking it
_LAST_WORDS = 2.0  # seconds in which the server of an examiner who was killed has noticed it


def make_base() -> tuple[Path, int]:
    """Make a directory for one sandbox, after removing those that examiners who were killed left behind; second: a descriptor that locks it.

    It has its name only once it is locked, so that one of that name which nobody locks is nobody's.
    """
    temporary = Path(tempfile.gettempdir())
    remove_left_by("[0-9]*")
    for left in temporary.glob(f"{_UNNAMED}*"):
        if _is_abandoned(left, _STALE_SECONDS):
            _remove(temporary, left.name)
    made = Path(tempfile.mkdtemp(prefix=_UNNAMED))
    made.chmod(0o711)  # below level 2, a child with another uid must reach its scratch
    lock = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(lock, fcntl.LOCK_EX)
    base = made.rename(temporary / f"{_PREFIX}{os.getpid()}-{made.name.removeprefix(_UNNAMED)}")
    (base / "root").mkdir(0o755)
    (base / "root").chmod(0o755)
    return base, lock


def make_scratch(base: int, path: str, uid: int | None) -> str:
    """Make a directory of a child's own in an open one, below level 2; nobody follows a path into it afterwards. Returns its name there."""
    name = Path(path).name
    os.mkdir(name, 0o700, dir_fd=base)
    if uid is not None:
        os.chown(name, uid, uid, dir_fd=base, follow_symlinks=False)
    return name


def lay_out(base: Path, files: Mapping[str, bytes]) -> str:
    """Write data files into a sandbox's directory, for any uid to read and none to change; returns where they lie, "" without any."""
    if not files:
        return ""
    for name, content in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o444)
    place = base / "data"
    for folder in [place, *(path for path in place.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    return str(place)


def remove_left_by(examiner: int | str) -> None:
    """Remove the directories of an examiner, by its pid, who has ended; those that are locked are somebody else's.

    Its server may still be about to end, and write a last line: what is there again is removed again.
    """
    temporary = Path(tempfile.gettempdir())
    deadline = time.monotonic() + _LAST_WORDS
    while left := [path for path in temporary.glob(f"{_PREFIX}{examiner}-*") if _is_abandoned(path)]:
        for path in left:
            _remove(temporary, path.name)
        if time.monotonic() > deadline:
            return


def _remove(folder: Path, name: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        remove_tree(descriptor, name)
    finally:
        os.close(descriptor)


def _is_abandoned(base: Path, seconds: float = 0.0) -> bool:
    """Tell whether a directory of this user's is nobody's: its examiner locks it for as long as it lives, whatever pids it can see.

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
