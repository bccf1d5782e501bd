"""Read who handed a file in, and which attempt it is, from the name that an LMS or our own submission cell gave it.

Comes in: one name of a file or folder. Goes out: a ParsedName, or None when the name has no known form. The forms are those of
Canvas, Moodle and Blackboard bulk downloads, and `<student_id>-<assignment>.zip`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import takewhile

_CANVAS = re.compile(r"(?P<name>.+?)_(?:LATE_)?(?P<id>\d+)_(?P<order>\d+)_(?P<file>.+)", re.DOTALL)
_ANONYMOUS = re.compile(r"(?:LATE_)?(?P<id>anon_\d+)_(?P<order>\d+)_(?P<file>.+)", re.DOTALL)
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL
)
_BLACKBOARD = re.compile(
    r"(?P<title>.+?)_attempt_(?P<order>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<listing>\.txt)|$)", re.DOTALL
)
_OWN = re.compile(r"(?P<id>.+)-(?P<assignment>[A-Za-z_]\w*)", re.DOTALL)
_ATTEMPT = re.compile(r"(?:-(?P<lms>\d{1,3})| ?\((?P<browser>\d{1,3})\))$")
_TEXT_ENTRY = re.compile(r"_(?:text|link)(?:-\d+)?\.html$", re.IGNORECASE)


class Evidence(IntEnum):
    """How good the word is that we have for a student's identity; better evidence wins."""

    NONE = 0  # the file's name, for want of anything else
    MANIFEST = 1  # written by whoever made the zip
    FOLDER = 2  # the folder in which the file was put
    NAME = 3  # <student_id>-<assignment>.zip
    LMS = 4


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says."""

    student_id: str  # as written; for_file_name makes a file's name of it
    evidence: Evidence
    file: str = ""  # the student's own name of the file
    order: str = ""  # compares as the LMS's own order of uploads
    attempt: int = 0  # the -1, -2 that an LMS puts before the extension
    assignment: str = ""  # as our submission cell puts it into the name
    entry: bool = True  # False for what an LMS adds: text entries, listings


def of_lms(name: str, *, title: str = "") -> ParsedName | None:
    """Read a name as a bulk download of Canvas, Moodle or Blackboard writes it; title is blackboard_title's."""
    if match := _MOODLE.fullmatch(name):
        return _parsed(match, entry=match["kind"] == "file")
    if match := _BLACKBOARD.fullmatch(name):
        known = bool(title) and match["title"].startswith(title + "_")
        user = match["title"][len(title) + 1 :] if known else match["title"].rpartition("_")[2]
        return _parsed(match, entry=not match["listing"], student_id=user)
    if match := _ANONYMOUS.fullmatch(name) or _CANVAS.fullmatch(name):
        return _parsed(match, entry=not _TEXT_ENTRY.search(name))
    return None


def of_zip(name: str) -> ParsedName | None:
    """Read `<student_id>-<assignment>` with any extension, and the attempt that an LMS or a browser counted."""
    stem, attempt = _without_attempt(_stem(name))
    match = _OWN.fullmatch(stem)
    if match is None:
        return None
    return ParsedName(
        student_id=match["id"], evidence=Evidence.NAME, file=name, attempt=attempt, assignment=match["assignment"]
    )


def blackboard_title(names: Iterable[str]) -> str:
    """Return what all names of one Blackboard download begin with: the assignment's title, which may hold underscores."""
    titles = {match["title"] for name in names if (match := _BLACKBOARD.fullmatch(name))}
    if len(titles) < 2:
        return ""
    columns = zip(*(title.split("_")[:-1] for title in titles), strict=False)
    return "_".join(words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns))


def stem(name: str) -> str:
    """Return a file's name without extension and without an attempt's number."""
    return _without_attempt(_stem(name))[0]


def _parsed(match: re.Match[str], *, entry: bool, student_id: str = "") -> ParsedName:
    groups = match.groupdict()
    file = groups.get("file") or ""
    return ParsedName(
        student_id=student_id or groups.get("id") or "",
        evidence=Evidence.LMS,
        file=file,
        order=(groups.get("order") or "").zfill(24),
        attempt=_without_attempt(_stem(file))[1],
        entry=entry,
    )


def _stem(name: str) -> str:
    head, dot, extension = name.rpartition(".")
    return head if dot and head and len(extension) <= 8 else name


def _without_attempt(text: str) -> tuple[str, int]:
    match = _ATTEMPT.search(text)
    if match is None or match.start() == 0:
        return text, 0
    return text[: match.start()], int(match["lms"] or match["browser"])
