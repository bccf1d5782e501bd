"""Make a folder that only this user can enter, with files in it, for as long as it is wanted.

Comes in: a mapping of paths below it to bytes. Goes out: the folder with these files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from autograder import temporary
from autograder.errors import AssignmentBroken


@contextmanager
def private_folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Write the files into a folder for as long as the block lasts; raises AssignmentBroken for a path that leads out of it."""
    with temporary.folder("course") as root:
        for name, content in files.items():
            place = PurePosixPath(name)
            if place.is_absolute() or ".." in place.parts:
                raise AssignmentBroken(found=f"a packed course holds the path {name}")
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield root
