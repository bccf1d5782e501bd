"""Make a folder that only this user can enter, for as long as it is wanted, and remove those that killed processes left behind.

Comes in: a mapping of paths below it to bytes. Goes out: the folder with these files. It is locked for as long as its process lives, by
which those that are nobody's are known.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from autograder.errors import AssignmentBroken

_PREFIX = "autograder-course-"
_STALE_SECONDS = 300  # more than between making a directory and locking it


@contextmanager
def private_folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Write the files into a folder for as long as the block lasts; raises AssignmentBroken for a path that leads out of it."""
    _remove_abandoned()
    root = Path(tempfile.mkdtemp(prefix=_PREFIX))  # mkdtemp's mode is 0700
    lock = os.open(root, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name, content in files.items():
            place = PurePosixPath(name)
            if place.is_absolute() or ".." in place.parts:
                raise AssignmentBroken(found=f"a packed course holds the path {name}")
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)
        os.close(lock)


def _remove_abandoned() -> None:
    """Remove what killed processes of this user's had unpacked: nobody locks it, and it isn't just being made."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                about = os.fstat(lock)
                if about.st_uid == os.geteuid() and time.time() - about.st_mtime > _STALE_SECONDS:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(lock)
