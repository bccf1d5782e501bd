"""Tell what a name that no LMS made may say of whose a file is: a number, a date, or words that anybody's file may have.

Comes in: one stem of a file or name of a folder. Goes out: whether it is a student's number; and its words without those of versions and of
the assignment, which are what two files of one person share. Nothing here looks into a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime

_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{6,14}[A-Za-z]?")
_DAY = re.compile(r"\d{4}[-._ ]\d{1,2}[-._ ]\d{1,2}|\d{1,2}[-._ ]\d{1,2}[-._ ](?:\d{4}|\d{2})")
_DAYS_OF_DIGITS = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y")
_SECTION = re.compile(
    r"(?:section|sec|group|class|lab|tutorial|tut|team|day|week|room|gruppe|분반|반|조)?[ _-]?(?:\d{1,3}|[A-Za-z])[ _-]?(?:분반|반|조)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_OF_VERSIONS = re.compile(
    r"(?:v|ver|version|attempt|try|versuch|draft|entwurf|old|alt|new|neu|final|finale?|last|latest|copy|kopie|von|of|backup|bak|archive"
    r"|scratch|test|untitled|my|answers?|solutions?|submitted|submissions?|attachments?|feedback|handin|homework|hw|assignment|exercise"
    r"|notebook|ipynb|abgabe|abgaben|lösung|lösungen|loesung|hausaufgabe|übung|fixed|edited|done|complete|completed|download|downloads"
    r"|최종|수정|사본|복사본|제출|과제|이전|새)(?P<number>\d{0,2})",
    re.IGNORECASE,
)


def is_number(text: str) -> bool:
    """Say whether a text is a student's number by its look: six digits or more, which are no day.

    >>> is_number("2022123456"), is_number("20261005"), is_number("kim")
    (True, False, False)
    """
    return _NUMBER.fullmatch(text) is not None and not _is_day_of_digits(text)


def is_of_nobody(folder: str, assignment: str) -> bool:
    """Say whether a folder's name is of no person for sure: a day, the assignment's own, or words such as 'old' and 'attempt 2'."""
    return _DAY.fullmatch(folder.strip()) is not None or not own_words(folder, assignment)


def without_nobodys(folders: tuple[str, ...], assignment: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Give the folders on a file's way without those at its end that are of nobody for sure; known: ids of the class."""
    while folders and folders[-1] not in known and is_of_nobody(folders[-1], assignment):
        folders = folders[:-1]
    return folders


def is_section(folder: str) -> bool:
    """Say whether a folder may be a section's: a number or a letter, with or without a word such as 'group'."""
    return _SECTION.fullmatch(folder) is not None


def own_words(stem: str, assignment: str) -> str:
    """Give what is left of a name without the assignment's and words of versions, in small letters; "" when nothing is.

    >>> own_words("knn_final2", "knn"), own_words("Kim Ada - knn (old)", "knn")
    ('', 'kim ada')
    """
    text = unicodedata.normalize("NFC", stem).casefold().replace("(s)", "s")
    if not _WORD.search(text):
        return text.strip()
    if assignment:
        text = re.sub(rf"(?<![^\W_]){re.escape(assignment.casefold())}(?![^\W_])", " ", text)
    kept: list[str] = []
    versioned = False
    for word in _WORD.findall(text):
        match = _OF_VERSIONS.fullmatch(word)
        counts = versioned and word.isdecimal() and len(word) < 3
        if match is None and not counts:
            kept.append(word)
        versioned = match is not None and not match["number"]
    return " ".join(kept)


def number_in(folder: str) -> int:
    """Return the number of a version that a folder's name ends with, 0 without one."""
    match = re.search(r"(\d{1,3})\D*$", folder)
    return int(match[1]) if match and not _DAY.fullmatch(folder.strip()) else 0


def _is_day_of_digits(text: str) -> bool:
    if not text.isdecimal() or len(text) not in (6, 8):
        return False
    for form in _DAYS_OF_DIGITS:
        try:
            day = datetime.strptime(text, form)
        except ValueError:
            continue
        if 2000 <= day.year < 2100:
            return True
    return False
