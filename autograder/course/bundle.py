"""Pack what grading one assignment needs into bytes, for machines that have this package and nothing of the course.

Hidden checks are among it. Where they are unpacked, they lie in a directory that only this user can enter, and only while they are read:
it is gone before any student's code runs.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec

from autograder.errors import AssignmentBroken

LEFT_OUT = {"answers", "__pycache__"}  # of an assignment's folder: only rehearsals read them


class _Bundle(msgspec.Struct, frozen=True):
    """What the bytes hold."""

    files: dict[str, bytes]  # path below the course's folder → content


def pack(name: str, root: Path) -> bytes:
    """Read the assignment, its source and its release; the same files give the same bytes."""
    folders = [root / part / name for part in ("assignments", "source", "release")]
    paths = [root / "course.toml"] if (root / "course.toml").is_file() else []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not LEFT_OUT & set(path.relative_to(folder).parts):
                paths.append(path)
    return msgspec.msgpack.encode(_Bundle({path.relative_to(root).as_posix(): path.read_bytes() for path in paths}))


@contextmanager
def unpacked(data: bytes) -> Iterator[Path]:
    """Write the files into a directory that only this user can enter, for as long as the block lasts."""
    root = Path(tempfile.mkdtemp(prefix="autograder-course-"))  # mkdtemp's mode is 0700
    try:
        for name, content in msgspec.msgpack.decode(data, type=_Bundle).files.items():
            place = PurePosixPath(name)
            if place.is_absolute() or ".." in place.parts:
                raise AssignmentBroken(found=f"a packed course holds the path {name}")
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)
