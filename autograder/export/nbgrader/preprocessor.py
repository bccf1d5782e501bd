"""Be the grader behind `nbgrader autograde` and formgrader's bolt: nbgrader_config.py names `grade_submitted` as the preprocessor.

In: nbgrader's call for one submitted notebook. Out: the notebook to show, after its record, page and gradebook rows are written.
The submission goes through the same flow as with `autograder grade`, with the same exceptions, groups, marks by hand and history; nothing of
it runs in nbgrader's process.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.course import assignment as assignments
from autograder.course.secret import course_secret
from autograder.errors import GradingError
from autograder.examine.test_plan import seed_for
from autograder.examine.versions import Versions
from autograder.export.nbgrader import autograded_notebook, submitted_files
from autograder.model import Assignment, RecordStatus, SubmittedFile
from autograder.results import atomic, zips
from autograder.results.folder import Folder
from autograder.results.hand_marks import in_gradebook

if TYPE_CHECKING:
    from autograder.pipeline import Grader
    from autograder.sandbox.outside import Sandbox

DEVICE = "cpu"  # formgrader's bolt asks for one submission at a time: a GPU gains nothing


def grade_submitted(_notebook: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Grade the submission that nbgrader is at; raises GradingError when it can't be graded, which nbgrader reports."""
    import nbformat

    from autograder.export import books, circumstances
    from autograder.results import record

    told, place = resources["nbgrader"], Path(resources["metadata"]["path"]).resolve()
    root = _root(place)
    results = Folder(root / "results" / told["assignment"])
    results.demand_known_versions()
    student = _as_recorded(told["student"], results)
    kept = books.Books(results.path, told["assignment"], root, db_url=told["db_url"], in_nbgrader=True)
    said = kept.open(demand=True)
    loaded, grader = _ready(told["assignment"], root)
    file = SubmittedFile(
        _packed(place, told["notebook"]),
        f"{student}-{loaded.name}.zip",
        student,
        received=received(place),
        together=submitted_files.beside(place),
    )
    graded = grader.grade(file)
    atomic.make_folder(results.path)
    with results.alone():
        results.save(record.encode(graded.record), graded.page, graded.saved_run)
        people = circumstances.expected(root, results)
        known = circumstances.arrivals(results, root, None, (file,), people.students)
        said += (*known.said, *books.settle(results, loaded, people, known.times, kept.marks))
        records, more = kept.close(loaded, people, known.times, only=_with_their_group(student, results))
    for sentence in (*said, *more):
        logging.getLogger(__name__).warning(sentence)
    made = next(one for one in records if one.student_id == student)
    if made.status in (RecordStatus.REJECTED, RecordStatus.NOT_GRADED):
        raise GradingError(found=f"{student}: {made.status.replace('_', ' ')}", fix=made.reason or "")
    shown = autograded_notebook.build(
        autograded_notebook.released(root, loaded.name), made, None if made.handed_in_by else graded.program
    )
    return nbformat.from_dict(shown), resources  # type: ignore[no-untyped-call]


def _as_recorded(student: str, results: Folder) -> str:
    """Give a student's id as their record has it: nbgrader knows a spelling that may name a folder."""
    from autograder.results import record

    known = (one.student_id for one in record.load_readable(results.path))
    return next((one for one in known if in_gradebook(one) == student), student)


def _with_their_group(student: str, results: Folder) -> frozenset[str]:
    from autograder.results import record

    listed = record.load_all(results.path)
    mine = next(one for one in listed if one.student_id == student)
    source = mine.handed_in_by or student
    return frozenset(one.student_id for one in listed if source in (one.student_id, one.handed_in_by))


def received(place: Path) -> datetime | None:
    """Read nbgrader's timestamp.txt: an ISO time with an offset, or with the name of a zone; UTC without either."""
    try:
        text = (place / "timestamp.txt").read_text().strip()
    except (OSError, UnicodeDecodeError):
        return None
    time, _, zone = text.rpartition(" ") if text[-1:].isalpha() else (text, "", "")
    try:
        read = datetime.fromisoformat(time or text)
        return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _root(place: Path) -> Path:
    for folder in place.parents:
        if (folder / "assignments").is_dir():
            return folder
    raise GradingError(
        found=f"{place} lies in no course: no folder above it has assignments/",
        fix="Run nbgrader from the course's folder.",
    )


def _packed(place: Path, name: str) -> bytes:
    """Put back what nbgrader's collecting unpacked: the notebook, and the manifest where there is one."""
    files = [place / f"{name}.ipynb", place / "manifest.json"]
    return zips.pack({path.name: path.read_bytes() for path in files if path.is_file()})


def _ready(name: str, root: Path) -> tuple[Assignment, Grader]:
    """Have the assignment and a grader with a warm sandbox at hand, made once for all submissions of a run."""
    loaded = assignments.load(name, root)
    return _grader(name, root, loaded.fingerprint)


@lru_cache(maxsize=8)
def _grader(name: str, root: Path, fingerprint: str) -> tuple[Assignment, Grader]:  # noqa: ARG001 - a changed assignment is another key
    from autograder.pipeline import Grader

    loaded = assignments.load(name, root)
    versions = Versions(loaded, seed_for(course_secret(root), loaded))
    return loaded, Grader(versions, _sandbox(loaded.least_sandbox_level), device=DEVICE)


@lru_cache(maxsize=1)
def _sandbox(least_level: int) -> Sandbox:
    from autograder.sandbox.outside import Sandbox

    return Sandbox.start(least_level=least_level, device=DEVICE)
