"""Remove a folder with all that is in it by descriptor, whatever a student may have laid there: no link is followed, no path gets long."""

from __future__ import annotations

import contextlib
import os
import stat
from collections import deque


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
