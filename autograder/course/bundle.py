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

from autograder.course import answers
from autograder.course.layout import ANSWERS, files_below, shared_files
from autograder.errors import AssignmentBroken


class _Bundle(msgspec.Struct, frozen=True):
    """What the bytes hold."""

    files: dict[str, bytes]  # path below the course's folder → content


def pack(name: str, root: Path) -> bytes:
    """Read the assignment, its source and its release; the same files give the same bytes."""
    return msgspec.msgpack.encode(_Bundle(files(name, root)))


def files(name: str, root: Path) -> dict[str, bytes]:
    """Read every file that grading the assignment needs: its path below the course's folder → its content.

    Of its answers, which rehearsals read, it takes those alone that feedback may name.
    """
    own, *built = (root / part / name for part in ("assignments", "source", "release"))
    found = [root / "course.toml"] if (root / "course.toml").is_file() else []
    found += [path for path in files_below(own) if path.relative_to(own).parts[0] != ANSWERS]
    found += shared_files(own)
    found += dict.fromkeys(answer.path for answer in answers.near_misses(own))
    found += [path for folder in built for path in files_below(folder)]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


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
