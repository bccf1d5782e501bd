"""Pack what grading one assignment needs into bytes, for machines that have this package and nothing of the course.

Hidden checks are among it. Where they are unpacked, they lie in a directory that only this user can enter, and only while they are read:
it is gone before any student's code runs, or, should its process be killed meanwhile, when the next one unpacks a course.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from autograder.course import answers, catalogue, rubric
from autograder.course.layout import ANSWERS, DATA, files_below, shared_files
from autograder.course.private_folder import private_folder


class _Bundle(msgspec.Struct, frozen=True):
    """What the bytes hold."""

    files: dict[str, bytes]  # path below the course's folder → content


def pack(name: str, root: Path) -> bytes:
    """Read the assignment, its source and its release; the same files give the same bytes."""
    return msgspec.msgpack.encode(_Bundle(files(name, root)))


def files(name: str, root: Path) -> dict[str, bytes]:
    """Read every file that grading the assignment needs: its path below the course's folder → its content.

    Of its answers, which rehearsals read, it takes those alone that feedback may name; no rubric, by which people mark.
    """
    own, *built = (root / part / name for part in ("assignments", "source", "release"))
    found = [root / "course.toml"] if (root / "course.toml").is_file() else []
    found += [path for path in files_below(own) if path.relative_to(own).parts[0] not in (ANSWERS, rubric.FILE)]
    found += shared_files(own)
    found += dict.fromkeys(answer.path for answer in answers.near_misses(own))
    found += [catalogue.path_of(own)] if catalogue.path_of(own).is_file() else []
    found += [path for folder in built for path in files_below(folder)]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def data_of(data: bytes, name: str) -> dict[str, bytes]:
    """Return a packed assignment's data files, as data_files.read does."""
    own = f"assignments/{name}/"
    packed = msgspec.msgpack.decode(data, type=_Bundle).files
    return {path.removeprefix(own): content for path, content in packed.items() if path.startswith(f"{own}{DATA}/")}


@contextmanager
def unpacked(data: bytes) -> Iterator[Path]:
    """Write the files into a directory that only this user can enter, for as long as the block lasts."""
    with private_folder(msgspec.msgpack.decode(data, type=_Bundle).files) as root:
        yield root
