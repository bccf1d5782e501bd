"""Be the grader behind `nbgrader autograde` and formgrader's bolt: nbgrader_config.py names `grade_submitted` as the preprocessor.

In: nbgrader's call for one submitted notebook. Out: the notebook to show, after its record, page and gradebook rows are written.
The submission goes through the same flow as with `autograder grade`, with the same exceptions, groups, marks by hand and history; nothing of
it runs in nbgrader's process.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.conventions import file_cells
from autograder.course import assignment as assignments
from autograder.course.secret import course_secret, seed_for
from autograder.errors import GradingError
from autograder.examine.versions import Versions
from autograder.export.nbgrader import autograded_notebook, submitted_files
from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.results import atomic, saved_run, zips
from autograder.results.folder import Folder
from autograder.results.hand_marks import in_gradebook
from autograder.sandbox import machine_memory
from autograder.untrusted_text import for_message

if TYPE_CHECKING:
    from autograder.pipeline import Graded, Grader
    from autograder.sandbox.outside import Sandbox

DEVICE = "cpu"  # formgrader's bolt asks for one submission at a time: a GPU gains nothing


def grade_submitted(_notebook: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Grade the submission that nbgrader is at; raises GradingError when it can't be graded, which nbgrader reports."""
    import nbformat

    from autograder import report
    from autograder.export import arrivals, books, circumstances
    from autograder.results import record

    told, place = resources["nbgrader"], Path(resources["metadata"]["path"]).resolve()
    root = _root(place)
    results = Folder(root / "results" / told["assignment"])
    loaded, grader = _ready(told["assignment"], root)
    kept = books.Books(results.path, told["assignment"], root, db_url=told["db_url"], in_nbgrader=True)
    with results.alone():
        people = circumstances.expected(told["assignment"], root, results)
        said = kept.open(loaded, people, demand=True, whole=False, unite=False)  # nbgrader is at work on these rows
        student = next(
            (one.student_id for one in kept.records if in_gradebook(one.student_id) == told["student"]), told["student"]
        )
        _demand_not_taken_out(student, results, place / f"{told['notebook']}.ipynb")
        file = SubmittedFile(
            _packed(place, told["notebook"], tuple(file_cells.files_of(loaded.release))),
            f"{student}-{loaded.name}.zip",
            student,
            received=received(place),
            together=submitted_files.beside(place),
        )
        graded = grader.grade_alone(file)
        before = circumstances.own_records(results, kept.records).get(student)
        notebook = (place / f"{told['notebook']}.ipynb").read_bytes()
        laid = submitted_files.came_in(root / "submitted" / told["student"] / loaded.name, notebook)
        if before and laid == before.submission_sha256:
            graded = _as_it_came(graded, before)
        results.save(record.encode(graded.record), graded.page, graded.saved_run)
        atomic.write(results.page(student), report.page_of(results, graded.record, loaded))  # with all its attempts
        listed = record.load_all(results.path)
        own = circumstances.own_records(results, listed)
        known = arrivals.arrivals(results, root, own, people.students, files=(file,))
        records, more = kept.close(
            loaded, people, known.times, records=listed, which=lambda today: _with_their_group(student, today.records)
        )
        said += (*known.said, *more)
    for sentence in said:
        logging.getLogger(__name__).warning(sentence)
    made = next(one for one in records if one.student_id == student)
    if made.status in (RecordStatus.REJECTED, RecordStatus.NOT_GRADED):
        raise GradingError(found=f"{student}: {made.status.replace('_', ' ')}", fix=made.reason or "")
    shown = autograded_notebook.build(
        autograded_notebook.released(root, loaded.name), made, None if made.handed_in_by else graded.program
    )
    return nbformat.from_dict(shown), resources  # type: ignore[no-untyped-call]


def _as_it_came(graded: Graded, before: Record) -> Graded:
    """Let a record be of the file that was handed in: what nbgrader hands over is its notebook, packed anew."""
    sha = before.submission_sha256
    made = replace(
        graded.record,
        submission_sha256=sha,
        source=before.source,
        attempts=before.attempts,
        team=before.team,
        marked_late=before.marked_late,
    )
    if graded.saved_run is None:
        return replace(graded, record=made)
    run = saved_run.decode(graded.saved_run)
    run = replace(run, submission=replace(run.submission, sha256=sha, source=before.source))
    return replace(graded, record=made, saved_run=saved_run.encode(run))


def _with_their_group(student: str, records: Mapping[str, Record]) -> frozenset[str]:
    source = records[student].handed_in_by or student
    return frozenset(one for one, record in records.items() if source in (one, record.handed_in_by))


def _demand_not_taken_out(student: str, results: Folder, notebook: Path) -> None:
    """Refuse a hand-in that a person took out of the results."""
    for place in results.removed(student):
        taken = place / "submitted" / notebook.name
        if taken.exists() and taken.read_bytes() == notebook.read_bytes():
            raise GradingError(
                found=f"the hand-in of {for_message(student)} was taken out of the results, and lies in {place}",
                fix=f"To grade it after all: autograder grade {notebook.stem} PATH… --again {for_message(student)}",
            )


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


def _packed(place: Path, name: str, own: tuple[str, ...]) -> bytes:
    """Put back what nbgrader's collecting unpacked: the notebook, the Python files beside it, and the manifest where there is one."""
    files = [place / f"{name}.ipynb", *(place / file for file in own), place / "manifest.json"]
    return zips.pack({path.name: path.read_bytes() for path in files if path.is_file()})


def _ready(name: str, root: Path) -> tuple[Assignment, Grader]:
    """Have the assignment and a grader with a warm sandbox at hand, made once for all submissions of a run."""
    loaded = assignments.load(name, root)
    return _grader(name, root, loaded.fingerprint)


@lru_cache(maxsize=8)
def _grader(name: str, root: Path, fingerprint: str) -> tuple[Assignment, Grader]:  # noqa: ARG001 - a changed assignment is another key
    from autograder.pipeline import Grader

    loaded = assignments.load(name, root)
    if warning := machine_memory.warning(loaded.limits.memory_mb):
        logging.getLogger(__name__).warning(warning)
    versions = Versions(loaded, seed_for(course_secret(root), loaded))
    return loaded, Grader(
        versions, _sandbox(loaded.least_sandbox_level, tuple(sorted(loaded.data.items()))), device=DEVICE
    )


@lru_cache(maxsize=8)
def _sandbox(least_level: int, data: tuple[tuple[str, bytes], ...]) -> Sandbox:
    from autograder.sandbox.outside import Sandbox

    return Sandbox.start(least_level=least_level, device=DEVICE, data=dict(data))
