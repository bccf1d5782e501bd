"""Give the marks to another system: a file for an LMS, a bundle for Gradescope, rows of nbgrader's gradebook.

Comes in: the Records of a results folder, with what a person added in formgrader. Goes out: the file or the rows as that system takes them.
Imported by dispatch (the gradebook, after each run) and cli. Runs in the command's process; gradescope runs in Gradescope's container.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.course import assignment as assignments
from autograder.course import settings
from autograder.errors import GradingError, UsageError
from autograder.export import gradescope, lms
from autograder.model import Assignment, Record, RecordStatus
from autograder.results import atomic, csv_files, record
from autograder.results.folder import Folder

SYSTEMS = ("nbgrader", "canvas", "moodle", "blackboard", "gradescope")


def export(name: str, to: str, root: Path, out: Path, template: Path | None) -> str:
    """Write the file for another system under the results folder; returns what was written, in words."""
    if to not in SYSTEMS:
        raise UsageError(found=f"'{to}' is no system we know", fix=f"Give one of: {', '.join(SYSTEMS)}.")
    loaded = assignments.load(name, root)
    if to == "gradescope":
        path = out / "gradescope.zip"
        atomic.write(path, gradescope.bundle(name, root))
        path.chmod(0o600)  # it holds the checks, the solutions and the course's secret
        return f"{path}: upload it as the assignment's autograder"
    records = record.load_all(out)
    if not records and to != "nbgrader":
        raise GradingError(found=f"{out} holds no records", fix=f"Grade first: autograder grade {name} PATH…")
    if to == "nbgrader":
        update_gradebook(Folder(out), loaded, records, root)
        graded = sum(one.status == RecordStatus.GRADED for one in records)
        return f"nbgrader's gradebook holds {graded} submissions of {name}; nbgrader export writes its own table"
    return _lms(loaded, to, _scores(records, loaded, root), out, template)


def update_gradebook(folder: Folder, assignment: Assignment, records: Iterable[Record], root: Path) -> None:
    """Bring nbgrader's gradebook and autograded/ up to date with these records; manual scores stay. Raises GradingError."""
    from autograder.export.nbgrader import gradebook

    kept = ((one, folder.for_the_page(one.student_id)) for one in records)
    programs = ((one, run.program if run else None) for one, run in kept)
    gradebook.update(root, assignment, programs, db_url=_database(root))


def _database(root: Path) -> str | None:
    return settings.of_course(root).database or None


def _lms(loaded: Assignment, to: str, scores: list[lms.Score], out: Path, template: Path | None) -> str:
    if template is None:
        filled = lms.table(to, scores, loaded.title)
    else:
        filled = lms.fill(to, csv_files.content(template), scores, loaded.title, loaded.points)
    path = out / f"{to}{template.suffix if template else '.csv'}"
    atomic.write(path, filled.data)
    missing = f"; without a row: {', '.join(filled.unknown)}" if filled.unknown else ""
    return f"{path}: {filled.entered} scores{missing}"


def _scores(records: list[Record], loaded: Assignment, root: Path) -> list[lms.Score]:
    """List who has a score; what was rejected or not graded has none until a person decides."""
    from autograder.export.nbgrader import gradebook

    added = gradebook.by_hand(root, loaded.name, db_url=_database(root))
    return [
        lms.Score(
            student_id=one.student_id,
            name=one.name,
            points=max(0.0, one.score + added.get(gradebook.student_of(one.student_id), 0.0)),
        )
        for one in records
        if one.status == RecordStatus.GRADED
    ]
