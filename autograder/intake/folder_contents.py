"""List all that lies in a folder: the files that can be read, and why each other thing can't. Nothing is opened.

Comes in: a folder that was given. Goes out: paths of plain files, or of links to some, which whoever reads one refuses for that person alone; and what
else is there, each with the reason. A named pipe would keep its reader waiting for ever, and a folder behind a link may be anybody's.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GradingError

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a folder, and below it."""

    files: tuple[Path, ...]
    others: tuple[tuple[Path, str], ...]  # and why each isn't taken


def is_file(path: Path) -> bool:
    """Say whether a file lies at a path, or behind a link there; False too where this can't be told."""
    return os.path.isfile(path)  # noqa: PTH113 - Path's own raises where a folder on the way can't be read


def demand_folder(path: Path) -> None:
    """Raise GradingError where no folder lies at a path, nor behind a link there, with what does."""
    if os.path.isdir(path):  # noqa: PTH112 - as above
        return
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise GradingError(found=f"there is no file or folder {path}", fix="Check the path.") from error
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be read: {error.strerror}", fix="Check the path and its permissions."
        ) from error
    raise GradingError(
        found=f"{path} can't be graded: {why_not(path)}", fix="Give a zip, a notebook or a folder of them."
    )


def of(folder: Path) -> Contents:
    """Look through a folder and those in it, in the order of their names."""
    files: list[Path] = []
    others: list[tuple[Path, str]] = []

    def refused(error: OSError) -> None:
        others.append((Path(error.filename), f"the folder can't be read: {error.strerror}"))

    for place, folders, names in os.walk(folder, onerror=refused):
        if not folders and not names and Path(place) != folder:
            others.append((Path(place), "the folder is empty"))
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for path in (Path(place) / name for name in (*names, *linked)):
            why = why_not(path)
            if why:
                others.append((path, why))
            else:
                files.append(path)
    return Contents(tuple(sorted(files)), tuple(sorted(others)))


def why_not(path: Path) -> str:
    """Say why what lies at a path isn't a file to read, "" where it is one."""
    link = path.is_symlink()
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except OSError as error:
        return (
            f"it is a link that leads to no file: {error.strerror}" if link else f"it can't be read: {error.strerror}"
        )
    if kind != stat.S_IFREG:
        what = "a folder" if kind == stat.S_IFDIR else _KINDS.get(kind, "something else")
        return f"it is a link to {what}, and isn't followed" if link else f"it is {what}, not a file"
    return "" if link or os.access(path, os.R_OK) else "it can't be read: its permissions don't allow it"
