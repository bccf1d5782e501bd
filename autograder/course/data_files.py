"""Read an assignment's data files: what lies in its data/, which students get beside the notebook and find at data/… in the sandbox, read-only.

Comes in: an assignment's folder, and what [fetched] of its assignment.toml says of files that come from elsewhere. Goes out: their names, such as
data/iris.csv, with their bytes. An author's mistake is one sentence. Our own code reads them by the same names, while `at_hand` lasts.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.layout import DATA, is_left_there
from autograder.course.private_folder import private_folder
from autograder.course.settings import AssignmentFile
from autograder.errors import AssignmentBroken

MOST_FILES = 200
MOST_BYTES = 64 << 20
"""Of all together: they go into every student's zip, and to every machine that grades."""

DataFiles = Mapping[str, bytes]

_OF_WINDOWS = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
_PART = re.compile(r"[^\W.][\w .+-]*(?<![ .])")


def read(folder: Path, file: AssignmentFile | None = None) -> dict[str, bytes]:
    """Read every data file; raises AssignmentBroken for a link, an odd name, too much, and for a fetched file that isn't the recorded one."""
    place = folder / DATA
    states = tuple(_states(place)) if place.is_dir() or place.is_symlink() else ()
    found = dict(_contents(place, states))
    for name, wanted in (file.fetched if file else {}).items():
        demand_proper(name, folder / "assignment.toml")
        data = found.get(f"{DATA}/{name}")
        if data is None:
            raise AssignmentBroken(found=f"{place / name} is missing", fix=f"Run: autograder fetch {folder.name}")
        if hashlib.sha256(data).hexdigest() != wanted.sha256.lower():
            raise AssignmentBroken(
                found=f"{place / name} isn't the file whose SHA-256 assignment.toml records",
                fix=f"Delete it and run autograder fetch {folder.name}, or record its own if the change is meant.",
            )
    return found


def demand_released(files: DataFiles, release: Path) -> None:
    """Raise AssignmentBroken where students have other data files than the assignment has now."""
    place = release / DATA
    given = {
        f"{DATA}/{path.relative_to(place).as_posix()}": path for path in sorted(place.rglob("*")) if path.is_file()
    }
    for name in sorted({*files, *given}):
        if name not in given:
            said = f"{name} isn't in release/{release.name}/"
        elif name not in files:
            said = f"release/{release.name}/{name} is no data file of the assignment any more"
        elif given[name].read_bytes() != files[name]:
            said = f"{name} was changed since it was released"
        else:
            continue
        fix = f"Run: autograder build {release.name} && autograder release {release.name}, and tell students who have the older one."
        raise AssignmentBroken(found=f"assignments/{release.name}: {said}", fix=fix)


def demand_proper(name: str, place: Path) -> None:
    """Raise AssignmentBroken for a name below data/ that leads elsewhere, or that some file system doesn't take."""
    parts = PurePosixPath(name).parts
    if unicodedata.normalize("NFC", name) != name:
        raise AssignmentBroken(
            found=f"{place}: '{name}' is written in letters taken apart, as macOS does",
            fix="Rename it by typing the name anew on another system, or name it in English letters.",
        )
    if name.endswith((".ipynb", ".pyc")):
        raise AssignmentBroken(
            found=f"{place}: nbgrader leaves notebooks and compiled files out of a release", fix="Put it into a zip."
        )
    if taken := next((part for part in parts if part.split(".")[0].strip().upper() in _OF_WINDOWS), ""):
        raise AssignmentBroken(found=f"{place}: '{taken}' can't be a file's name on Windows", fix="Rename it.")
    if not parts or "\\" in name or not all(_PART.fullmatch(part) for part in parts):
        raise AssignmentBroken(
            found=f"{place}: '{name}' is no name of a data file",
            fix="Name files below data/ by letters, digits, blanks and . _ + -, beginning with a letter or digit.",
        )


@contextmanager
def at_hand(files: DataFiles) -> Iterator[None]:
    """Let our own code open data files by the names that students use, while the block lasts; what it writes lies nowhere else."""
    before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    os.chdir(_unpacked(tuple(sorted(files.items()))))  # pandas and others open files in C, so that nothing less serves
    try:
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def with_data(function: Callable[..., Any], files: DataFiles) -> Callable[..., Any]:
    """Return a function of ours that has data files at hand."""

    @functools.wraps(function)
    def reading(*args: Any, **named: Any) -> Any:
        with at_hand(files):
            return function(*args, **named)

    return reading


_held = contextlib.ExitStack()


@functools.lru_cache(maxsize=8)
def _unpacked(files: tuple[tuple[str, bytes], ...]) -> Path:
    """Write the files into a folder that lasts as long as this process."""
    atexit.register(_held.close)
    return _held.enter_context(private_folder(dict(files)))


# ---------------------------------------------------------------- what lies there


def _states(place: Path) -> Iterator[tuple[str, int, int]]:
    """List (name, size, time) of the files; raises AssignmentBroken for what is no plain file."""
    known: dict[str, str] = {}
    total = count = 0
    for path in [place, *sorted(place.rglob("*"))]:
        name = path.relative_to(place).as_posix()
        if path != place and is_left_there(path.relative_to(place)):
            continue
        about = path.lstat()
        if stat.S_ISDIR(about.st_mode):
            continue
        if not stat.S_ISREG(about.st_mode):
            kind = "a link" if stat.S_ISLNK(about.st_mode) else "no plain file"
            raise AssignmentBroken(found=f"{path} is {kind}", fix="Put a copy of the file there.")
        demand_proper(name, path)
        above = [folder.as_posix() for folder in PurePosixPath(name).parents][:-1]
        pairs = [(known.setdefault(one.casefold(), one), one) for one in (*above, name)]
        if unlike := next(((twin, one) for twin, one in pairs if twin != one), None):
            twin, name = unlike
            fix = "Rename one: on many students' computers they are one file."
            raise AssignmentBroken(found=f"{place}: {twin} and {name} differ in capitals alone", fix=fix)
        total += about.st_size
        count += 1
        if count > MOST_FILES or total > MOST_BYTES:
            raise AssignmentBroken(
                found=f"{place} holds more than {MOST_FILES} files, or more than {MOST_BYTES >> 20} MB",
                fix="Students get all of it: hand out less, or one file in a compressed form.",
            )
        yield name, about.st_size, about.st_mtime_ns


@functools.lru_cache(maxsize=8)
def _contents(place: Path, states: tuple[tuple[str, int, int], ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple((f"{DATA}/{name}", (place / name).read_bytes()) for name, _, _ in states)
