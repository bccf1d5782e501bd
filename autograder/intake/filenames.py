"""Read a file's own name: what kind of file it is, and whose it is as our submission cell names it.

Comes in: one name of a file. Goes out: its kind, its stem, or a ParsedName of `<student_id>-<assignment>.zip`; None when the name has no
known form. What the LMSes write around a student's name is read in `lms_names`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

SUBMITTED = (".zip", ".ipynb")

_OWN = re.compile(r"(?P<id>.+)-(?P<assignment>[A-Za-z_]\w*)", re.DOTALL)
# a browser's "(1)", and behind it the "-1" of an LMS that had a file of that name already
_ATTEMPT = re.compile(r"(?=[ (-])(?: ?\((?P<browser>\d{1,3})\))?(?:-(?P<lms>\d{1,3}))?$")
_ADDED = (".txt", ".json", ".download", ".part", ".crdownload")  # by browsers and mail programs, behind the extension


# as Drive names a copy in some languages: knn.ipynb의 사본, knn.ipynb のコピー
_COPIED = re.compile(r"(?<=.)(\.(?:ipynb|zip))(?![A-Za-z0-9_.])[^./\\]+$", re.IGNORECASE)


class Evidence(IntEnum):
    """How good the word is that we have for a student's identity; better evidence wins."""

    NONE = 0  # the file's name, for want of anything else
    INSIDE = 1  # the manifest or the fields, written by whoever made the file
    FOLDER = 2  # the folder in which the file was put
    NAME = 3  # <student_id>-<assignment>.zip
    LMS = 4


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says."""

    student_id: str  # as written
    evidence: Evidence
    file: str = ""  # the student's own name of the file
    shown: str = ""  # the person's or team's name as the LMS shows it
    order: str = ""  # compares as the LMS's own order of uploads
    attempt: int = 0  # the -1, -2 that an LMS puts before the extension
    assignment: str = ""  # as our submission cell puts it into the name
    entry: bool = True  # False for what an LMS adds: texts typed online, listings
    received: datetime | None = None  # in the server's zone, without an offset
    time: str = ""  # when it came, as the LMS wrote it, where that has a language
    late: bool = False  # marked so by the LMS
    at: int = 0  # where in the name the LMS's own part begins, behind the person's


def of_zip(name: str) -> ParsedName | None:
    """Read `<student_id>-<assignment>` with any extension, and the attempt that an LMS or a browser counted."""
    bare, attempt = _without_attempt(_bare(name))
    match = _OWN.fullmatch(bare)
    if match is None:
        return None
    return ParsedName(
        student_id=match["id"], evidence=Evidence.NAME, file=name, attempt=attempt, assignment=match["assignment"]
    )


def stem(name: str) -> str:
    """Return a file's name without extension and without an attempt's number."""
    return _without_attempt(_bare(name))[0]


def bare(name: str) -> str:
    """Return a file's name without extension."""
    return _bare(name)


def attempt_of(name: str) -> int:
    """Return the number that a browser or else an LMS put before the extension, 0 without one."""
    return _without_attempt(_bare(name))[1]


def kind(name: str) -> str:
    """Return the extension in lower case, without what was added to a zip or notebook on the way.

    >>> kind("knn-1.ipynb.txt"), kind("knn.ipynb의 사본"), kind("notes.txt")
    ('.ipynb', '.ipynb', '.txt')
    """
    if copied := _COPIED.search(name):
        return copied[1].lower()
    extension = _extension(name)
    below = _extension(name[: len(name) - len(extension)]) if extension in _ADDED else ""
    return below if below in SUBMITTED else extension


def _extension(name: str) -> str:
    head, dot, extension = name.rpartition(".")
    return f".{extension.lower()}" if dot and head and len(extension) <= 10 and " " not in extension else ""


def _bare(name: str) -> str:
    """Take off the extension, and both where something was added behind it."""
    if copied := _COPIED.search(name):
        return name[: copied.start()]
    extension = _extension(name)
    bare = name[: len(name) - len(extension)]
    return bare[: len(bare) - len(kind(name))] if kind(name) != extension else bare


def _without_attempt(text: str) -> tuple[str, int]:
    match = _ATTEMPT.search(text)
    if match is None or match.start() == 0:
        return text, 0
    return text[: match.start()], int(match["browser"] or match["lms"])
