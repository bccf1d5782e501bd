"""Lay graded hand-ins into submitted/, so that nbgrader finds them: formgrader's Autograde button and `nbgrader autograde` work from there.

In: files as they came, and their records. Out: submitted/<student>/<assignment>/ with the notebook, its Python files, its manifest and timestamp.txt;
what came with the notebook is packed beside it, since nbgrader would take other notebooks for the assignment's.
What nbgrader collected itself, or a person changed, stays: a file beside the notebook remembers what was laid there by us.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from autograder import intake
from autograder.conventions import file_cells
from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import other_files
from autograder.intake.archive import Archive
from autograder.model import Assignment, RawFile, Record, RecordStatus, SubmittedFile
from autograder.results import atomic, zips
from autograder.results.hand_marks import in_gradebook

OURS = ".laid-by-autograder"
"""Holds the SHA-256 of the notebook that was laid there, and of the file that it came in; while others take their place, of the notebook before as well."""

OTHERS = ".other-files.zip"
"""Holds what came with the notebook; a file that couldn't be had has no bytes that are text, so that a person is told to open it."""

_NOT_HAD = b"\0"


def fill(files: Iterable[SubmittedFile], records: Iterable[Record], assignment: Assignment, root: Path) -> list[str]:
    """Lay every graded hand-in there; returns a sentence for each that was left as it is. Raises GradingError where nothing can be written."""
    graded: dict[str, list[Record]] = {}
    for record in records:
        if record.status is RecordStatus.GRADED and record.handed_in_by in ("", record.student_id):
            graded.setdefault(record.submission_sha256, []).append(record)
    said = []
    for file in files:
        for record in graded.get(hashlib.sha256(file.data).hexdigest(), ()):
            if file.student_id in ("", record.student_id):
                said += _lay(file, assignment, root / "submitted" / in_gradebook(record.student_id) / assignment.name)
    return said


def beside(place: Path) -> tuple[RawFile, ...]:
    """Give what came with the notebook that lies there."""
    path = place / OTHERS
    if not path.is_file():
        return ()
    try:
        with Archive(path) as opened:
            return other_files.members(opened, opened.members)
    except GradingError:  # collected by nbgrader, it may be a student's own file of that name
        return (RawFile(OTHERS, None),)


def _lay(file: SubmittedFile, assignment: Assignment, place: Path) -> list[str]:
    try:
        parts = intake.parts(file, assignment)
        others = intake.beside(file, assignment)
    except SubmissionRejected:  # it was graded, so this is another release's reading of it
        return []
    notebook = f"{assignment.name}.ipynb"
    atomic.remove_stale(place)
    lies = _digest(place / notebook) if (place / notebook).exists() else ""
    if lies and lies not in _remembered(place):
        if (place / notebook).read_bytes() == parts[notebook]:
            return []
        return [f"{place / notebook} isn't what was laid there: it stays, and nbgrader's Autograde takes it."]
    if file.received:
        parts["timestamp.txt"] = f"{file.received.isoformat()}\n".encode()
    if others:
        held: dict[str, bytes] = {}
        for one in others:
            name = one.name if one.name not in held else f"{len(held)} {one.name}"
            held[name] = _NOT_HAD if one.data is None else one.data
        parts[OTHERS] = zips.pack(held)
    ours = [hashlib.sha256(data).hexdigest() for data in (parts[notebook], file.data)]
    before = [lies] if lies and lies != ours[0] else []  # it lies there yet if we are killed before ours does
    for name in ("manifest.json", "timestamp.txt", OTHERS, *file_cells.files_of(assignment.release)):
        if name not in parts:
            (place / name).unlink(missing_ok=True)
    for name, data in ((OURS, _told_as([*ours, *before])), *sorted(parts.items()), (OURS, _told_as(ours))):
        if not (place / name).exists() or (place / name).read_bytes() != data:
            atomic.write(place / name, data)
    return []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def came_in(place: Path, notebook: bytes) -> str:
    """Return the SHA-256 of the file in which a notebook came that was laid there; "" for any other."""
    told = _told(place)
    return told[1] if len(told) > 1 and told[0] == hashlib.sha256(notebook).hexdigest() else ""


def _remembered(place: Path) -> list[str]:
    """Return the SHA-256 of each notebook of ours that may lie there."""
    told = _told(place)
    return [*told[:1], *told[2:]]


def _told_as(told: Iterable[str]) -> bytes:
    return "\n".join(told).encode()


def _told(place: Path) -> list[str]:
    try:
        return (place / OURS).read_text().split()
    except (OSError, UnicodeDecodeError):
        return []
