"""Say which mark each person has today: what the checks gave, what people gave by hand, and how many answers nobody has read yet.

Comes in: Records and nbgrader's gradebook, where marks by hand live. Goes out: a FinalMark for each record; there is no score for what was
rejected, not graded or excused. Every export, every page that is sent and the history show this mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.course import settings
from autograder.model import Record, RecordStatus


@dataclass(frozen=True, slots=True)
class FinalMark:
    """A record with what people added."""

    record: Record
    points: float | None  # None: no score
    waiting: int = 0  # written answers that nobody has read

    @property
    def student_id(self) -> str:
        """The record's."""
        return self.record.student_id


def final_marks(records: Iterable[Record], name: str, root: Path) -> list[FinalMark]:
    """Put records and marks by hand together, in the records' order. Raises GradingError where the gradebook can't be read."""
    from autograder.export.nbgrader import gradebook

    database = settings.of_course(root).database or None
    added = gradebook.by_hand(root, name, db_url=database)
    waiting = gradebook.waiting(root, name, db_url=database)
    made = []
    for record in records:
        if record.status is not RecordStatus.GRADED:
            made.append(FinalMark(record, None))
            continue
        student = gradebook.student_of(record.student_id)
        points = round(max(0.0, record.score + added.get(student, 0.0)), 6)
        made.append(FinalMark(record, points, waiting.get(student, _written(record))))
    return made


def _written(record: Record) -> int:
    """Count the answers that a person has to read, where the gradebook doesn't know the student."""
    return sum(question.written and bool(question.code.strip() or record.elsewhere) for question in record.questions)
