"""Be the grader behind `nbgrader autograde` and formgrader's bolt: nbgrader_config.py names `grade_submitted` as the preprocessor.

In: nbgrader's call for one submitted notebook. Out: the notebook to show, after its record, page and gradebook rows are written.
The submission goes through the same flow as with `autograder grade`; nothing of it runs in nbgrader's process.
"""

from __future__ import annotations

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
from autograder.export.nbgrader import autograded_notebook, gradebook
from autograder.model import Assignment, RecordStatus, SubmittedFile
from autograder.results import zips
from autograder.results.folder import Folder

if TYPE_CHECKING:
    from autograder.pipeline import Grader
    from autograder.sandbox.outside import Sandbox

DEVICE = "cpu"  # formgrader's bolt asks for one submission at a time: a GPU gains nothing


def grade_submitted(_notebook: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Grade the submission that nbgrader is at; raises GradingError when it can't be graded, which nbgrader reports."""
    import nbformat

    from autograder.results import record

    told, place = resources["nbgrader"], Path(resources["metadata"]["path"]).resolve()
    root = _root(place)
    results = Folder(root / "results" / told["assignment"])
    results.demand_known_versions()
    loaded, grader = _ready(told["assignment"], root)
    name = f"{told['student']}-{told['assignment']}.zip"
    graded = grader.grade(
        SubmittedFile(_packed(place, told["notebook"]), name, told["student"], received=received(place))
    )
    results.save(record.encode(graded.record), graded.page, graded.saved_run)
    if graded.record.status is not RecordStatus.GRADED:
        raise GradingError(
            found=f"{told['student']}: {graded.record.status.replace('_', ' ')}", fix=graded.record.reason or ""
        )
    gradebook.update(root, loaded, [(graded.record, graded.program)], db_url=told["db_url"])
    shown = autograded_notebook.build(
        autograded_notebook.released(root, told["assignment"]), graded.record, graded.program
    )
    return nbformat.from_dict(shown), resources  # type: ignore[no-untyped-call]


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
