"""What `export` does: records on disk → the files, or the database, that another system takes them from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from autograder import assignment as assignments
from autograder import publish, record
from autograder.batch import Folder
from autograder.errors import GradingError
from autograder.export import gradescope, lms
from autograder.export.lms import Filled, Score
from autograder.model import Assignment, Record, RecordStatus, Status
from autograder.report.paper import points

TARGETS = ("nbgrader", "canvas", "moodle", "blackboard", "gradescope")


def export(name: str, to: str, root: Path, out: Path, template: Path | None = None) -> str:
    """Write the marks of an assignment for another system; returns what to tell."""
    if to not in TARGETS:
        raise GradingError(
            found=f"'{to}' is no system that marks can be exported to", fix=f"Choose one of {', '.join(TARGETS)}."
        )
    if template is not None and to not in lms.SYSTEMS:
        raise GradingError(found=f"{to} takes no template", fix="Leave --template out.")
    loaded = assignments.load(name, root)
    records = record.load_all(out)
    if to == "gradescope":
        return _gradescope(loaded, records, root, out)
    database = assignments.course(root).database
    if to == "nbgrader":
        publish.gradebook(Folder(out), loaded, records, root, database)
        return f"{sum(one.status is RecordStatus.GRADED for one in records)} students entered into nbgrader's gradebook"
    return _lms(to, loaded, scores(records, root, database), out, template)


def scores(records: Iterable[Record], root: Path, database: str = "") -> list[Score]:
    """Give each graded student's points: the record's, and what people gave by hand in nbgrader's gradebook."""
    graded = [one for one in records if one.status is RecordStatus.GRADED]
    given: dict[str, float] = {}
    if graded and (database or (root / "gradebook.db").exists()):
        from autograder.export import gradebook

        given = gradebook.by_hand(root, graded[0].assignment, db_url=database or None)
    return [
        Score(one.student_id, one.name, round(one.score + given.get(one.student_id, 0.0), 6), _comment(one))
        for one in graded
    ]


def _comment(one: Record) -> str:
    checks = [check for question in one.questions for check in question.checks]
    passed = sum(check.status is Status.PASSED for check in checks)
    return f"{points(one.score)} of {points(one.max_score)} points; {passed} of {len(checks)} hidden checks passed."


def _lms(to: str, loaded: Assignment, found: list[Score], out: Path, template: Path | None) -> str:
    filled: Filled
    if template is None:
        filled, target = lms.table(to, found, loaded.title), out / f"{to}.csv"
    else:
        try:
            data = template.read_bytes()
        except OSError as error:
            raise GradingError(found=f"{template} can't be read: {error.strerror}", fix="Check the path.") from None
        filled, target = (
            lms.fill(to, data, found, loaded.title, loaded.points),
            out / f"{to}{template.suffix or '.csv'}",
        )
    record.save(target, filled.data)
    told = f"{target}: {filled.entered} students"
    if filled.unknown:
        told += f"; not in the template, so left out: {', '.join(filled.unknown)}"
    return told


def _gradescope(loaded: Assignment, records: Iterable[Record], root: Path, out: Path) -> str:
    bundle, count = out / f"{loaded.name}-autograder.zip", 0
    record.save(bundle, gradescope.bundle(loaded.name, root))
    bundle.chmod(0o600)
    for one in records:
        if one.status is not RecordStatus.NOT_GRADED:
            content = json.dumps(gradescope.results(one, loaded), indent=1)
            record.save(out / "gradescope" / f"{one.student_id}.json", content.encode())
            count += 1
    told = f"{bundle}: upload it as the assignment's autograder; it holds solutions and hidden checks, so give it to nobody else"
    return f"{told}\n{out / 'gradescope'}: {count} results.json" if count else told
