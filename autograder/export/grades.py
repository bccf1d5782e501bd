"""Bring the class's marks into an LMS's file, or say who has to decide what first.

Comes in: a results folder, who is who, and how the export is wished. Goes out: canvas.csv, moodle.csv or what the template was, beside the
results, and sentences: who changes from what to what, whose score isn't in the file, and why. What isn't written is always named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.export import class_people, lms
from autograder.export.final_marks import FinalMark
from autograder.export.lms import Filled, Score
from autograder.model import Assignment, RecordStatus
from autograder.people.class_lists import Student
from autograder.results import atomic, csv_files
from autograder.untrusted_text import for_message

_NAMED = 200  # of one kind


@dataclass(frozen=True, slots=True)
class Wishes:
    """How marks are to be exported."""

    template: Path | None = None
    column: str = ""  # the heading, title or id of our column; a new one's title
    match_names: bool = False
    partial: bool = False  # write what is sure
    dry_run: bool = False  # write nothing


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to."""

    path: Path
    filled: Filled
    unread: tuple[tuple[str, int], ...]  # student_id, how many answers wait; their score isn't in the file
    said: tuple[str, ...]
    written: bool

    @property
    def in_doubt(self) -> int:
        """Count the people about whom somebody must decide."""
        return len({student for student, _ in (*self.unread, *self.filled.doubts)})


def export(
    system: str,
    assignment: Assignment,
    marks: Sequence[FinalMark],
    students: Sequence[Student],
    wishes: Wishes,
    *,
    out: Path,
    send_unread: bool = False,
    excused: Collection[str] = (),
) -> Exported:
    """Fill the LMS's file and write it if nobody is in doubt, or partial is wished.

    excused: who of the roster needn't hand in. send_unread: whether a score counts though written answers wait. Raises GradingError for a file that is none.
    """
    who = class_people.people(system, [mark.record for mark in marks], students)
    unread = () if send_unread else tuple((one.student_id, one.waiting) for one in marks if one.waiting)
    held = dict(unread)
    by_student = {one.student_id: one for one in marks}
    scores = []
    for student, person in who.items():
        mark = by_student.get(student)
        points = mark.points if mark and student not in held else None
        free = mark.record.status is RecordStatus.EXCUSED if mark else student in excused
        scores.append(Score(person, points, excused=free))
    if wishes.template is None:
        filled = lms.table(system, scores, wishes.column or assignment.title)
    else:
        filled = lms.fill(
            system,
            csv_files.content(wishes.template),
            scores,
            assignment.title,
            assignment.points,
            column=wishes.column,
            match_names=wishes.match_names,
        )
    path = out / f"{system}{wishes.template.suffix if wishes.template else '.csv'}"
    doubts = bool(unread or filled.doubts)
    write = not wishes.dry_run and (wishes.partial or not doubts)
    if write:
        atomic.write(path, filled.data)
    unmarked = [mark for mark in marks if mark.points is None]
    return Exported(path, filled, unread, tuple(_lines(filled, unread, unmarked, details=not write)), write)


def _lines(
    filled: Filled, unread: Sequence[tuple[str, int]], unmarked: Iterable[FinalMark], *, details: bool
) -> Iterator[str]:
    """Say what changes where that is asked for, and always what is not in the file."""
    yield from filled.notes
    if details:
        for change in filled.changes:
            yield f"{_id(change.student_id)}: {for_message(change.before) or 'nothing'} → {change.after} (row {change.row})"
        if filled.same:
            yield f"As they were ({len(filled.same)}): {_listed(filled.same)}"
    named = [f"{change.student_id} (row {change.row})" for change in filled.changes if change.by_name]
    if named:
        yield f"Matched by their name only ({len(named)}): {_listed(named)}"
    for student, why in filled.doubts:
        yield f"{_id(student)}: without a row: {why}"
    for student, count in unread:
        yield f"{_id(student)}: unread: {count} written {'answer waits' if count == 1 else 'answers wait'} for a person"
    for student, word in filled.kept:
        yield f"{_id(student)}: '{for_message(word.strip())}' stays"
    written = {change.student_id for change in filled.changes} | set(filled.same)
    for mark in unmarked:
        if mark.student_id not in written:
            yield f"{_id(mark.student_id)}: no score: {str(mark.record.status).replace('_', ' ')}"
    if filled.without_score:
        yield f"Rows left as they are, for want of a score ({len(filled.without_score)}): {_listed(filled.without_score)}"


def _id(student: str) -> str:
    return for_message(student)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(for_message(name) for name in names[:_NAMED]) + more
