"""Read in a record's source how an LMS called the file when it was downloaded, and write the name by which the LMS takes feedback back.

Comes in: the record's source, which is the file's name in the download, and the LMS's id of its student. Goes out: who the LMS takes it for,
and the path of a feedback file. Each path is read again by the LMS's own rule (`recipient`), so that none goes to a stranger.

The rules are those of Canvas's content_zipper and infer_comment_context, and of Moodle's mod/assign downloader and importziplib.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_MOODLE = re.compile(r"(?P<name>.*?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_.*)?", re.DOTALL)
_BLACKBOARD = re.compile(r"_attempt_\d{4}(?:-\d\d){5}(?:_|\.|$)")
_DROPPED_BY_MOODLE = re.compile(r"[\x00-\x1f\x7f]|[&<>\"`|':\\/]")
_NOT_WORD = re.compile(r"\W")
_WHOLE = re.compile(r"[+-]?\d+(?:\.\d+)?")
_PLUGINS = ("file", "onlinetext", "comments", "offline", "editpdf")


@dataclass(frozen=True, slots=True)
class DownloadName:
    """What the LMS's part of a name says."""

    number: str  # the LMS's id of who handed in, or of their team
    name: str = ""  # as the LMS shows them
    attachment: str = ""  # Canvas's id of the file
    anonymous: bool = False


def read(system: str, source: str, student: str) -> DownloadName | None:
    """Read a source as this LMS's, if it names this student; None where it doesn't.

    student: the LMS's id of them, as the record or the roster has it.
    """
    if not student:
        return None
    if system == "moodle":
        return _of_moodle(source, student)
    if system == "canvas":
        return _of_canvas(source, student)
    found = next((part for part in source.split("/") if _BLACKBOARD.search(part)), "")
    head = _BLACKBOARD.split(found, maxsplit=1)[0]
    return DownloadName(student) if found and (head == student or head.endswith(f"_{student}")) else None


def upload(source: str, student: str) -> int | None:
    """Tell Canvas's number of a file in a name that is of this student, which rises from upload to upload; None where there is none.

    A file's number is never below its owner's: a name that says so is somebody's own.
    """
    name = _of_canvas(source, student) if student else None
    if name is None or not name.attachment:
        return None
    number = int(name.attachment)
    return number if not name.number.isdecimal() or number > int(name.number) else None


def uploads(sources: Mapping[str, str], lms_ids: Mapping[str, str]) -> dict[str, int]:
    """Give Canvas's numbers of files by whose they are. lms_ids: the LMS's id of each student whom it calls otherwise than the course."""
    told = ((student, upload(source, lms_ids.get(student, student))) for student, source in sources.items())
    return {student: number for student, number in told if number}


def _of_moodle(source: str, student: str) -> DownloadName | None:
    for part in source.split("/"):
        if match := _MOODLE.fullmatch(part):
            return DownloadName(student, match["name"]) if match["number"] == student else None
    return None


def _of_canvas(source: str, student: str) -> DownloadName | None:
    """Find the student's own id with an attachment's behind it, the leftmost: what follows is their own text."""
    own = student.removeprefix("anon_")
    for part in source.split("/"):
        if anonymous := re.match(rf"(?:LATE_)?anon_{re.escape(own)}_(\d+)_", part):
            return DownloadName(own, attachment=anonymous[1], anonymous=True)
        if match := re.search(rf"_{re.escape(own)}_(\d+)_", part):
            name = part[: match.start()].removesuffix("_LATE")
            return DownloadName(own, name, match[1])
    return None


# ---------------------------------------------------------------- the way back


def canvas_path(name: DownloadName, ending: str) -> str:
    """Name a file so that Canvas gives it to who handed the attachment in: only the two numbers decide, and nothing else is one."""
    if name.anonymous:
        return f"anon_{name.number}_{name.attachment}_feedback{ending}"
    shown = re.sub(r"[\d_]", "", _NOT_WORD.sub("", name.name)) or "student"
    return f"{shown}_{name.number}_{name.attachment}_feedback{ending}"


def moodle_path(name: str, number: str, file: str) -> str:
    """Name a file so that Moodle gives it to the participant of this number."""
    shown = _DROPPED_BY_MOODLE.sub("", name.replace("_", " ")).strip(" .~") or "Participant"
    return f"{shown}_{number}_assignsubmission_file_/{file}"


def recipient(system: str, path: str) -> str:
    """Tell by the LMS's own rule who would get a file; "" where nobody would."""
    return _recipient_in_moodle(path) if system == "moodle" else _recipient_in_canvas(path)


def _recipient_in_moodle(path: str) -> str:
    *folders, file = path.split("/")
    if file[:1] in (".", "~"):
        return ""
    for part in (*folders, file):
        fields = part.split("_", 4)
        if len(fields) > 3 and _WHOLE.fullmatch(fields[1]) and fields[2].startswith("assign") and fields[3] in _PLUGINS:
            return str(int(float(fields[1])))
    return ""


def _recipient_in_canvas(path: str) -> str:
    fields = [field for field in path.split("_") if field != "LATE"]
    if path.startswith("._") or fields[-1].startswith("link"):
        return ""
    if fields[0] == "anon":
        return fields[1] if len(fields) > 2 else ""
    numbers = [field for field in fields if re.fullmatch(r"[0-9]+", field)]
    return numbers[0] if len(numbers) > 1 else ""
