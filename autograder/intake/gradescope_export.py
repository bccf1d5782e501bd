"""Read whose the files of a Gradescope export are: its submission_metadata.yml is the only place that tells.

Comes in: the files of an export, folders named submission_<number>, with the metadata beside. Goes out: an Attempt for each person who submitted,
every member of a group; refuses an export without its metadata, as its folders' numbers aren't people's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

from autograder.errors import GradingError
from autograder.intake.filenames import SUBMITTED, Evidence, ParsedName, attempt_of, of_zip
from autograder.intake.found_files import Attempt, FoundFile, NotTaken, attempt
from autograder.intake.lms_names import Lms, timed

METADATA = "submission_metadata.yml"
MAX_METADATA = 64 * 2**20

_FOLDER = re.compile(r"submission_\d+")


@dataclass(frozen=True, slots=True)
class _Submission:
    """What the metadata says of one folder."""

    people: tuple[tuple[str, str], ...]  # id and name of each who submitted
    received: datetime | None


def is_export(files: Sequence[FoundFile]) -> bool:
    """Say whether these are an export's files: every hand-in lies in one of its folders. A student can call a file as the metadata is called."""
    told = _told(files)
    held = [file for file in files if file not in told and (file.kind in SUBMITTED or not told)]
    return bool(held) and all(map(_folder_of, held))


def attempts(files: Sequence[FoundFile]) -> tuple[list[Attempt], list[NotTaken]]:
    """Give each person's files; raises GradingError for an export without readable metadata."""
    told = _told(files)
    if len(told) != 1:
        raise GradingError(
            found=f"this is a Gradescope export without its {METADATA}: the folders' numbers don't tell whose they are",
            fix="Export the submissions again, and give the whole folder or zip.",
        )
    submissions = _read(told[0].load())
    made: list[Attempt] = []
    left: list[NotTaken] = []
    for file in files:
        if file is told[0]:
            continue
        folder = _folder_of(file)
        known = submissions.get(folder or file.parts[-1])
        if known is None or not known.people:
            left.append(NotTaken(file.source, f"{METADATA} names nobody who submitted it"))
            continue
        own = of_zip(file.parts[-1])
        at = file.parts.index(folder) + 1 if folder else len(file.parts) - 1
        for student_id, shown in known.people:
            name = timed(
                ParsedName(student_id, Evidence.LMS, file.parts[-1], shown, attempt=attempt_of(file.parts[-1])),
                known.received,
            )
            made.append(attempt(name, file, lms=Lms.GRADESCOPE, claim=own.student_id if own else "", below=at))
    return made, left


def _told(files: Sequence[FoundFile]) -> list[FoundFile]:
    """List the metadata: on top, or in the export's own folder, and never what a student handed in."""
    named = [file for file in files if file.parts[-1] == METADATA and len(file.parts) <= 2 and not _folder_of(file)]
    return [file for file in named if len(file.parts) == min(len(one.parts) for one in named)]


def _folder_of(file: FoundFile) -> str:
    """Return the folder of a submission that a file lies in, on top or in the export's own folder."""
    return next((part for part in file.parts[:-1][:2] if _FOLDER.fullmatch(part)), "")


def _read(data: bytes) -> dict[str, _Submission]:
    import yaml

    try:
        if len(data) > MAX_METADATA:
            raise ValueError("it is too large")
        content = yaml.safe_load(data)
        if not isinstance(content, dict):
            raise ValueError("it holds no submissions")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise GradingError(
            found=f"{METADATA} can't be read: {' '.join(str(error).split())[:200]}", fix="Export the submissions again."
        ) from error
    return {PurePosixPath(str(key)).name: _submission(value) for key, value in content.items()}


def _submission(value: Any) -> _Submission:
    entry = value if isinstance(value, dict) else {}
    listed = entry.get(":submitters")
    people = [_person(one) for one in listed] if isinstance(listed, list) else []
    return _Submission(tuple(sorted({one for one in people if one[0]})), _time(entry.get(":created_at")))


def _person(value: Any) -> tuple[str, str]:
    """Return a submitter's student number, or else their mail address, and their name."""
    entry = value if isinstance(value, dict) else {}
    sid, email, name = (entry.get(f":{key}") for key in ("sid", "email", "name"))
    return str(sid or email or "").strip(), str(name or "")


def _time(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date) or not isinstance(value, str):
        return None
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? (?:Z|UTC|([+-]\d\d):?(\d\d))", value.strip())
    if match is None:
        return None
    return datetime.fromisoformat(f"{match[1]}{f'{match[2]}:{match[3]}' if match[2] else '+00:00'}").astimezone(UTC)
