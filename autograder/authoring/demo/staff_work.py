"""What waits for the demo's staff beside answers to read: a student's request to look again, and hand-ins that are alike.

Comes in: the demo's course and an assignment's records. Goes out: a request in the gradebook and the pages of look-alikes, made as the desk and
`autograder similar` make them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.conventions.plurals import counted
from autograder.export.nbgrader import look_again
from autograder.model import Record, RecordStatus, Status
from autograder.results.folder import Folder
from autograder.similar import behaviour, hand_ins, known, pages, pairs

ASKS = "My own test gives the value that the page of the notebook shows. Could you look at this check again?"


def leave(name: str, course: Path, records: Sequence[Record]) -> str:
    """Leave it; returns a sentence on what there is."""
    asked = next(
        (
            look_again.request(record.student_id, question.id, check.name, ASKS)
            for record in records
            if record.status is RecordStatus.GRADED
            for question in record.questions
            for check in question.checks
            if check.status is Status.FAILED and check.charged
        ),
        None,
    )
    if asked is not None:
        look_again.add(course, name, [asked])
    results = course / "results" / name
    values, _ = behaviour.read(Folder(results), records)
    class_ = hand_ins.of_records(records)
    found = pairs.compare(class_, (), known.read(name, course, ()), answered=behaviour.compare(values))
    page = pages.write(results, name, found)
    who = f"{asked.student} asks to look again; " if asked is not None else ""
    count = counted(len(found.pairs), "pair is", "pairs are")
    return f"{who}{count} alike: {page.relative_to(course.parent.parent)}"
