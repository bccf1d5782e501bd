"""Say which mark each person has today: what the checks gave, what people gave by hand, and how many answers nobody has read yet.

Comes in: Records, and the marks that nbgrader's gradebook holds. Goes out: a FinalMark for each record; there is no score for what was
rejected, not graded or excused. Every export, every page that is sent and the history show this mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from autograder.course import settings
from autograder.errors import DecisionNeeded
from autograder.model import Record, RecordStatus
from autograder.results import hand_marks
from autograder.results.folder import Folder
from autograder.results.hand_marks import GivenMark, HandMarks, Held, LastRead
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


def read(out: Path, name: str, root: Path) -> HandMarks:
    """Read what people gave, as look does."""
    return look(out, name, root).marks


def look(
    out: Path, name: str, root: Path, *, db_url: str | None = None, renamed: Mapping[str, str] = MappingProxyType({})
) -> Held:
    """Read what people gave: in the gradebook, or for results that lie elsewhere what was known when they were made.

    renamed: rows that may have moved to another student's id since. Raises GradingError where it can't be read, and DecisionNeeded where marks that are known aren't in the gradebook any more.
    """
    known = hand_marks.last_read(Folder(out).hand_marks)
    if not in_course(out, name, root):
        return Held(known.marks)
    from autograder.export.nbgrader import gradebook

    held = gradebook.held(root, name, db_url=_address(root, db_url))
    lost = dict(_lost(known, held.marks, renamed, older=bool(known.reading) and known.reading not in held.readings))
    if lost:
        named = "; ".join(f"{for_message(one)}: {what}" for one, what in list(lost.items())[:_NAMED])
        count = "a student" if len(lost) == 1 else f"{len(lost)} students"
        raise DecisionNeeded(
            found=f"nbgrader's gradebook is gone, or an older or another one: it lacks marks of {count} that were read in it before "
            f"({named}{' …' if len(lost) > _NAMED else ''})",
            fix=f"Put the newer copy back; what was last read in it is in {Folder(out).hand_marks}. To go on with the marks that the gradebook "
            "has now, move that file away. Nothing was written.",
        )
    return held


def keep(out: Path, name: str, root: Path, held: Held, *, db_url: str | None = None) -> None:
    """Keep what was read, and have the gradebook remember that it was: a copy made before is known by that. Raises GradingError."""
    path = Folder(out).hand_marks
    known = hand_marks.last_read(path)
    if not in_course(out, name, root) or (
        held.marks == known.marks and (known.reading in held.readings or not held.marks)
    ):
        return
    reading = uuid4().hex if held.marks else ""
    if reading:
        from autograder.export.nbgrader import gradebook

        gradebook.remember(root, name, reading, db_url=_address(root, db_url))
    hand_marks.keep(path, held.marks, reading)


def _address(root: Path, db_url: str | None) -> str | None:
    return db_url or settings.of_course(root).database or None


def _lost(known: LastRead, marks: HandMarks, renamed: Mapping[str, str], *, older: bool) -> Iterator[tuple[str, str]]:
    """Name what people gave and isn't there any more, by student; in a gradebook that isn't older, what they changed there is theirs to change."""
    for student, given in known.marks.items():
        now = {mark.question: mark for mark in marks.get(student) or marks.get(renamed.get(student, ""), ())}
        gone = [
            f"{mark.question} had {_words(mark)}, has {_words(now.get(mark.question))}"
            for mark in given
            if mark.by_hand and (mark.question not in now or (older and _given(now[mark.question]) != _given(mark)))
        ]
        if gone:
            yield student, ", ".join(gone)


def _given(mark: GivenMark) -> tuple[object, ...]:
    return mark.score, mark.extra_credit, mark.comment


def _words(mark: GivenMark | None) -> str:
    """Say in a few words what a person gave."""
    if mark is None or not mark.by_hand:
        return "none"
    points = [f"{mark.score:g}"] if mark.score is not None else []
    points += [f"{mark.extra_credit:+g}"] if mark.extra_credit else []
    return " ".join([*points, *(["a comment"] if mark.comment else [])])
