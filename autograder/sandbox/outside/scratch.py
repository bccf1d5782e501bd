"""Directories of a sandbox on disk: one for each server, and below level 2 one for each child in it.

A server's directory is locked for as long as its examiner lives, as all temporary folders are (autograder.temporary), and removed by
descriptor: what a student may have laid in it leads nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from autograder import temporary


def make_base() -> tuple[Path, int]:
    """Make a directory for one sandbox; second: a descriptor that locks it."""
    base, lock = temporary.make(mode=0o711)  # below level 2, a child with another uid must reach its scratch
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
