"""Bring the class's marks into an LMS's file, or say who has to decide what first.

Comes in: a results folder, who is who, and how the export is wished. Goes out: canvas.csv, moodle.csv or what the template was, beside the
results, and sentences: who changes from what to what, whose score isn't in the file, and why. What isn't written is always named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.conventions.plurals import counted
from autograder.errors import DecisionNeeded
from autograder.export import class_people, lms
from autograder.export.final_marks import FinalMark
from autograder.export.given_out import GivenOut
from autograder.export.layouts import LAYOUTS, Layout
from autograder.export.lms import CellChange, Filled, Score
from autograder.export.rows_match import NO_ROW, Person
from autograder.model import Assignment, RecordStatus
from autograder.people.class_lists import Student
from autograder.results import csv_files
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
    overwrite: bool = False  # let our score stand where somebody entered another number


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to."""

    path: Path
    filled: Filled
    unread: tuple[tuple[str, int], ...]  # student_id, how many answers wait; their score isn't in the file
    said: tuple[str, ...]
    written: bool
    stopped: bool = False  # somebody must decide first, so nothing is written
    blocked: tuple[str, ...] = ()  # whose score a word keeps out, where that leaves no score to write at all

    @property
    def in_doubt(self) -> int:
        """Count the people about whom somebody must decide."""
        others = [change.student_id for change in self.filled.foreign] + [one for one, *_ in self.filled.stale]
        return len({*(student for student, _ in (*self.unread, *self.filled.doubts)), *others})


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

    excused: who of the roster needn't hand in. send_unread: whether a score counts though written answers wait. Raises GradingError for a file that
    is none, and UsageError for one that was written from here.
    """
    given = GivenOut(out)
    if wishes.template is not None:
        given.demand_downloaded(wishes.template)
    who = class_people.people(system, [mark.record for mark in marks], students)
    unread = () if send_unread else tuple((one.student_id, one.waiting) for one in marks if one.waiting)
    scores = list(_scores(who, marks, dict(unread), excused))
    name = f"{system}{wishes.template.suffix if wishes.template else '.csv'}"
    try:
        filled = _filled(system, assignment, scores, wishes, given.cells(system, who.values()))
    except DecisionNeeded as stop:
        raise DecisionNeeded(stop.found, " ".join([stop.fix, *_still_there(out / name, given)])) from stop
    elsewhere = _of_other_sections(filled, who)
    filled = replace(filled, doubts=tuple(one for one in filled.doubts if one[0] not in elsewhere))
    unread = tuple(one for one in unread if one[0] not in elsewhere)
    place = given.place(name, filled.here, wishes.template)
    made = Exported(place.path, filled, unread, (), written=False)
    scored = {one.person.student_id for one in scores if one.points is not None}
    blocked = () if filled.entered else tuple(one for one, _ in filled.kept if one in scored)
    stopped = bool(blocked) or (bool(made.in_doubt) and not wishes.partial)
    write = not (wishes.dry_run or stopped)
    if write:
        given.write(place.path, filled.data, filled.here)
        given.note(system, filled.ours)
        given.save()
    unmarked = [mark for mark in marks if mark.points is None]
    said = [*_lines(LAYOUTS[system], filled, unread, unmarked, details=not write), *_elsewhere(elsewhere)]
    said += place.notes if not stopped else _still_there(place.path, given)
    return replace(made, said=tuple(said), written=write, stopped=stopped, blocked=blocked)


def _scores(
    who: Mapping[str, Person], marks: Iterable[FinalMark], held: Mapping[str, int], excused: Collection[str]
) -> Iterator[Score]:
    by_student = {one.student_id: one for one in marks}
    for student, person in who.items():
        mark = by_student.get(student)
        points = mark.points if mark and student not in held else None
        free = mark.record.status is RecordStatus.EXCUSED if mark else student in excused
        yield Score(replace(person, absent=person.absent and not free), points, excused=free)


def _filled(system: str, assignment: Assignment, scores: Iterable[Score], wishes: Wishes, ours: lms.Texts) -> Filled:
    if wishes.template is None:
        return lms.table(system, scores, wishes.column or assignment.title)
    return lms.fill(
        system,
        csv_files.content(wishes.template),
        scores,
        assignment.title,
        assignment.points,
        column=wishes.column,
        match_names=wishes.match_names,
        ours=ours,
        overwrite=wishes.overwrite,
    )


def _of_other_sections(filled: Filled, who: Mapping[str, Person]) -> Mapping[str, str]:
    """List, with their section, whoever has no row and is by the roster of a section of which nobody has one; without a hand-in they don't matter."""
    here = {who[student].section for student in filled.here} - {""}
    unsure = {student for student, why in filled.doubts if why != NO_ROW}
    away = (one for one in who.values() if one.student_id not in unsure.union(filled.here) and not one.absent)
    return {one.student_id: one.section for one in away if here and one.section and one.section not in here}


def _still_there(path: Path, given: GivenOut) -> Iterator[str]:
    if age := given.age(path):
        yield f"{path} is still the one of {age}: it holds nothing of today's."


def _elsewhere(sections: Mapping[str, str]) -> Iterator[str]:
    for section in sorted(set(sections.values())):
        named = [student for student, own in sections.items() if own == section]
        yield f"Not in the file, which has nobody of their section {for_message(section)} ({len(named)}): {_listed(named)}"


def _lines(
    layout: Layout, filled: Filled, unread: Sequence[tuple[str, int]], unmarked: Iterable[FinalMark], *, details: bool
) -> Iterator[str]:
    """Say what changes where that is asked for, and always what is not in the file, or stood there before us."""
    yield from filled.notes
    for change in filled.changes:
        if details or change.foreign:
            ours = ", which wasn't ours" if change.foreign else ""
            yield f"{_id(change.student_id)}: {_change(change)}{ours}"
    if filled.waited:
        words = dict.fromkeys(f"'{for_message(layout.word_of(word))}'" for _, word in filled.waited)
        yield f"In place of {' or '.join(words)}, which only says that nobody gave a score yet ({len(filled.waited)})"
    if details and filled.same:
        yield f"As they were ({len(filled.same)}): {_listed([student for student, _ in filled.same])}"
    named = [f"{change.student_id} (row {change.row})" for change in filled.changes if change.by_name]
    if named:
        yield f"Matched by their name only ({len(named)}): {_listed(named)}"
    if filled.joined:
        named = [f"{student} is {other}" for student, other in filled.joined]
        yield f"By the row with their number, though graded before the roster told it ({len(named)}): {_listed(named)}"
    for student, why in filled.doubts:
        yield f"{_id(student)}: without a row: {why}"
    for student, count in unread:
        yield f"{_id(student)}: unread: {counted(count, 'written answer waits', 'written answers wait')} for a person"
    for change in filled.foreign:
        yield f"{_id(change.student_id)}: {for_message(change.before)} stays: somebody entered it, and ours would be {_change(change)}"
    held = {student for student, _ in unread}
    for student, text, row in filled.stale:
        gone = "" if student in held else ", and there is no score any more"
        yield f"{_id(student)}: {for_message(text)} of an earlier export still stands there{gone} (row {row})"
    for student, word in filled.kept:
        why = ": an attempt of theirs is open" if layout.is_open(word) else ""
        yield f"{_id(student)}: '{for_message(word.strip())}' stays{why}"
    written = filled.ours.keys() | {change.student_id for change in filled.foreign}
    for mark in unmarked:
        if mark.student_id not in written:
            yield f"{_id(mark.student_id)}: no score: {str(mark.record.status).replace('_', ' ')}"
    if filled.without_score:
        yield f"Rows left as they are, for want of a score that may be sent ({len(filled.without_score)}): {_listed(filled.without_score)}"


def _change(change: CellChange) -> str:
    return f"{for_message(change.before) or 'nothing'} → {change.after} (row {change.row})"


def _id(student: str) -> str:
    return for_message(student)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(for_message(name) for name in names[:_NAMED]) + more
