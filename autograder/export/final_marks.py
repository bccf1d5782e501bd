"""Say which mark each person has today: what the checks gave, what people gave by hand, and how many answers nobody has read yet.

Comes in: Records, and the marks that nbgrader's gradebook holds. Goes out: a FinalMark for each record; there is no score for what was
rejected, not graded or excused. Every export, every page that is sent and the history show this mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.course import settings
from autograder.errors import DecisionNeeded
from autograder.model import Record, RecordStatus
from autograder.results import hand_marks
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks
from autograder.untrusted_text import for_message

_NAMED = 20


@dataclass(frozen=True, slots=True)
class FinalMark:
    """A record with what people added."""

    record: Record
    points: float | None  # None: no score
    waiting: int = 0  # answers that wait for a person

    @property
    def student_id(self) -> str:
        """The record's."""
        return self.record.student_id


def final_marks(records: Iterable[Record], marks: HandMarks) -> list[FinalMark]:
    """Put records and marks by hand together, in the records' order."""
    settled = (hand_marks.settle(record, marks) for record in records)
    return [
        FinalMark(one, one.score, one.waiting) if one.status is RecordStatus.GRADED else FinalMark(one, None)
        for one in settled
    ]


def in_course(out: Path, name: str, root: Path) -> bool:
    """Tell whether a results folder is the course's own: results elsewhere neither read nor write the course's gradebook."""
    return out.resolve() == (root / "results" / name).resolve()


def read(out: Path, name: str, root: Path, *, db_url: str | None = None) -> HandMarks:
    """Read what people gave: in the gradebook, or for results that lie elsewhere what was known when they were made.

    Raises GradingError where it can't be read, and DecisionNeeded where the gradebook no longer has people whose marks are known.
    """
    known = hand_marks.last_read(Folder(out).hand_marks)
    if not in_course(out, name, root):
        return known
    from autograder.export.nbgrader import gradebook

    marks = gradebook.given_by_hand(root, name, db_url=db_url or settings.of_course(root).database or None)
    gone = [one for one, given in known.items() if one not in marks and any(mark.by_hand for mark in given)]
    if gone:
        named = ", ".join(for_message(one) for one in gone[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
        count = "a student" if len(gone) == 1 else f"{len(gone)} students"
        raise DecisionNeeded(
            found=f"nbgrader's gradebook is gone, or another one: it doesn't know {count} whose marks were given by hand in it ({named})",
            fix=f"Put a copy of it back; what was last read in it is in {Folder(out).hand_marks}. To go on without these marks, move that file away. "
            "Nothing was written.",
        )
    return marks
