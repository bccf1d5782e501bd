"""Refuse what somebody gives as a hand-in and what is none: a table, a packed class that isn't read, a stray file.

Comes in: a path that was typed. Goes out: whether it may be a hand-in, or one UsageError that says what the file looks like and what to do with
it. Files in folders never get here, nor those of an LMS's download: what is no hand-in there is listed as not taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.intake import archive, filenames, names_as_text
from autograder.intake.class_zips import ClassZips
from autograder.intake.filenames import SUBMITTED
from autograder.untrusted_text import for_message

_TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".ods")
_PACKED = {
    ".rar": "a RAR archive", ".7z": "a 7z archive", ".tar": "a tar archive", ".tgz": "a tar archive", ".gz": "a gzip archive",
    ".bz2": "a bzip2 archive", ".xz": "an xz archive",
}  # fmt: skip
_MAGIC = {b"Rar!": ".rar", b"7z\xbc\xaf": ".7z", b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ": ".xz"}
_ROSTER_WORDS = ("name", "email", "e-mail", "sis user id", "이름", "성명", "vorname")
_TIME_WORDS = ("received", "submitted", "submission", "last modified", "time", "abgabe", "제출")
_HEAD = 4_096


def is_hand_in(path: Path, zips: ClassZips, *, only: bool) -> bool:
    """Say whether a file that was given may be a hand-in; raises UsageError for a table, and for any that can't be one if nothing else was given."""
    kind = filenames.kind(path.name)
    if kind in _TABLES:
        raise UsageError(
            found=f"{for_message(names_as_text.of_name(path.name))} is a table, not a hand-in",
            fix=_for_table(path, kind),
        )
    if kind in SUBMITTED or zips.is_a_persons(path.name):
        return True
    head = _head(path)
    packed = next((_PACKED[of] for magic, of in _MAGIC.items() if head.startswith(magic)), _PACKED.get(kind, ""))
    if packed and only:
        raise UsageError(
            found=f"{for_message(names_as_text.of_name(path.name))} is {packed}, which isn't read",
            fix="Unpack it, and give the folder; or pack it again as a zip.",
        )
    text = head.decode("utf-8-sig", "replace").lstrip()
    if packed or archive.is_zip(head) or text.startswith("{") or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    if only:
        raise UsageError(
            found=f"{for_message(names_as_text.of_name(path.name))} is neither a zip nor a notebook, and its name tells no student",
            fix="Give zips, notebooks, a folder of them, or an LMS's download.",
        )
    return kind in (
        "",
        ".py",
        ".pdf",
        ".docx",
    )  # what students hand in by mistake is theirs, and rejected with the reason


def demand_somebody(count: int, paths: Sequence[Path]) -> None:
    """Raise UsageError where nobody's hand-in was found in all that was given."""
    if not count:
        raise UsageError(
            found=f"nothing was graded: no hand-in was found in {', '.join(for_message(names_as_text.of_name(str(path))) for path in paths[:5])}",
            fix="Give zips, notebooks, a folder of them, or an LMS's download; what lies there and wasn't taken is listed above.",
        )


def _for_table(path: Path, kind: str) -> str:
    """Say what a table may be meant for, by its heading."""
    heading = (
        _head(path).decode("utf-8-sig", "replace").partition("\n")[0].casefold() if kind in (".csv", ".tsv") else ""
    )
    if any(word in heading for word in _TIME_WORDS):
        return f"If it tells when work came in, give it after --received: --received {for_message(names_as_text.of_name(path.name))}."
    if any(word in heading for word in _ROSTER_WORDS):
        return f"If it is the class list, give it after --roster: --roster {for_message(names_as_text.of_name(path.name))}; or: autograder people import."
    return "Times of hand-ins go after --received, a class list after --roster; give the hand-ins as zips, notebooks or a folder."


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""
