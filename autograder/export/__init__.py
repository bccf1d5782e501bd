"""What `export` does: the records' scores, with what a person added in formgrader, as the file that another system takes."""

from __future__ import annotations

from pathlib import Path

from autograder import report
from autograder.course import assignment as assignments
from autograder.course import settings
from autograder.errors import GradingError
from autograder.export import gradescope, lms
from autograder.model import Assignment, Record, RecordStatus
from autograder.results import atomic, record
from autograder.results.folder import Folder

SYSTEMS = ("nbgrader", "canvas", "moodle", "blackboard", "gradescope")


def export(name: str, to: str, root: Path, out: Path, template: Path | None) -> str:
    """Write the file for another system under the results folder; returns what was written, in words."""
    if to not in SYSTEMS:
        raise GradingError(found=f"'{to}' is no system we know", fix=f"Give one of: {', '.join(SYSTEMS)}.")
    loaded = assignments.load(name, root)
    if to == "gradescope":
        path = out / "gradescope.zip"
        atomic.write(path, gradescope.bundle(name, root))
        path.chmod(0o600)  # it holds the checks, the solutions and the course's secret
        return f"{path}: upload it as the assignment's autograder"
    records = record.load_all(out)
    database = settings.of_course(root).database
    if not records and to != "nbgrader":
        raise GradingError(found=f"{out} holds no records", fix=f"Grade first: autograder grade {name} PATH…")
    if to == "nbgrader":
        report.gradebook(Folder(out), loaded, records, root, database)
        graded = sum(one.status == RecordStatus.GRADED for one in records)
        return f"nbgrader's gradebook holds {graded} submissions of {name}; nbgrader export writes its own table"
    return _lms(loaded, to, _scores(records, loaded, root, database), out, template)


def _lms(loaded: Assignment, to: str, scores: list[lms.Score], out: Path, template: Path | None) -> str:
    if template is None:
        filled = lms.table(to, scores, loaded.title)
    else:
        try:
            data = template.read_bytes()
        except OSError as error:
            raise GradingError(found=f"{template} can't be read: {error.strerror}", fix="Check the path.") from error
        filled = lms.fill(to, data, scores, loaded.title, loaded.points)
    path = out / f"{to}{template.suffix if template else '.csv'}"
    atomic.write(path, filled.data)
    missing = f"; without a row: {', '.join(filled.unknown)}" if filled.unknown else ""
    return f"{path}: {filled.entered} scores{missing}"


def _scores(records: list[Record], loaded: Assignment, root: Path, database: str) -> list[lms.Score]:
    """List who has a score; what was rejected or not graded has none until a person decides."""
    from autograder.export.nbgrader import gradebook

    added = gradebook.by_hand(root, loaded.name, db_url=database or None)
    return [
        lms.Score(
            student_id=one.student_id,
            name=one.name,
            points=max(0.0, one.score + added.get(one.student_id, 0.0)),
        )
        for one in records
        if one.status == RecordStatus.GRADED
    ]
