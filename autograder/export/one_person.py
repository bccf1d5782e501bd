"""Bring a record to the id that the roster has for its person, where it was graded before the roster told.

Comes in: records, the roster, and what the gradebook holds. Goes out: records, pages, saved runs, marks by hand and folders of nbgrader's under the
roster's id; one person has one record. Where a person must say which of two counts, nothing is written: DecisionNeeded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder import report
from autograder.errors import DecisionNeeded, GradingError
from autograder.model import Assignment, Record
from autograder.people import roster
from autograder.people.class_lists import Student
from autograder.people.edited_table import FILE_MODE
from autograder.results import atomic, record, saved_run
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks, in_gradebook
from autograder.untrusted_text import for_message


@dataclass(frozen=True, slots=True)
class Move:
    """A record that goes to another id."""

    old: str
    new: str
    record: Record  # what the hand-in earned, under the old id
    other: Record | None = None  # what stands under the new id
    stays: bool = False  # whether the other one counts
    marked: bool = False  # whether people gave marks under the new id, and none under the old

    def __str__(self) -> str:
        """Say it to whoever gives the command."""
        said = f"{for_message(self.old)} is {for_message(self.new)} on the roster: record, page, time and marks by hand go there"
        if self.other is None or self.record.submission_sha256 == self.other.submission_sha256:
            return f"{said}."
        kept, gone = (self.other, self.record) if self.stays else (self.record, self.other)
        return (
            f"{said}. Of their two hand-ins the newer counts, {for_message(kept.source)} ({kept.received}); "
            f"{for_message(gone.source)} ({gone.received}) is an earlier attempt, and lies in removed/."
        )


def moves(own: Mapping[str, Record], students: Sequence[Student], marks: HandMarks) -> list[Move]:
    """List the records that go to another id; raises DecisionNeeded where a person must say what counts."""
    found, doubts = [], []
    for old, new in roster.called(students).items():
        if old not in own:
            continue
        one, other = own[old], own.get(new)
        both = [_by_hand(marks, one_id) for one_id in (old, new)]
        named = f"{for_message(old)} and {for_message(new)} are one person by the roster"
        if all(both):
            doubts.append(f"{named}, and have marks given by hand at both ids")
        elif other is not None and not _same(one, other) and not (one.received and other.received):
            doubts.append(
                f"{named}, and handed in two files, {for_message(one.source)} and {for_message(other.source)}"
            )
        else:
            stays = other is not None and not _same(one, other) and _time(other) >= _time(one)
            found.append(Move(old, new, one, other, stays, both[1]))
    if doubts:
        raise DecisionNeeded(
            found=f"{'; '.join(doubts[:5])}{f'; and {len(doubts) - 5} more' if len(doubts) > 5 else ''}. Nothing was written",
            fix="Take the hand-in out that isn't to count, with autograder remove, or take its marks back in formgrader; or correct lms_id and email "
            "in people/roster.csv, if they are two people.",
        )
    return found


def move(listed: Sequence[Move], folder: Folder, assignment: Assignment) -> None:
    """Write each record under its new id, the old one's files last, so that a killed command can be given again."""
    for one in listed:
        if not one.stays:
            if one.other is not None and not _same(one.record, one.other):
                folder.set_aside(one.new)
            _copy(one, folder, assignment)
        elif one.other is not None:
            _add_attempt(one, folder, assignment)
        if one.stays:
            folder.set_aside(one.old)
        else:
            for path in folder.files(one.old):
                path.unlink(missing_ok=True)


def _copy(one: Move, folder: Folder, assignment: Assignment) -> None:
    run, own = folder.saved_run(one.old), folder.own(one.old)
    attempts = one.record.attempts
    if one.other is not None and not _same(one.record, one.other):
        attempts = tuple(dict.fromkeys((*attempts, *one.other.attempts, one.other.source)))
    made = replace(one.record, student_id=one.new, attempts=attempts)
    if run.exists():
        atomic.write(folder.saved_run(one.new), _renamed_run(run, one.new))
    if own.exists():
        atomic.write(folder.own(one.new), record.encode(made), mode=FILE_MODE)
        shown = replace(record.load(folder.record(one.old)), student_id=one.new)
    else:
        shown = made
    folder.save(record.encode(shown), report.page_of(folder, shown, assignment), None)


def _add_attempt(one: Move, folder: Folder, assignment: Assignment) -> None:
    assert one.other is not None
    made = replace(
        one.other, attempts=tuple(dict.fromkeys((*one.other.attempts, *one.record.attempts, one.record.source)))
    )
    if folder.own(one.new).exists():
        atomic.write(folder.own(one.new), record.encode(made), mode=FILE_MODE)
    else:
        folder.save(record.encode(made), report.page_of(folder, made, assignment), None)


def _renamed_run(path: Path, student: str) -> bytes:
    """Give a saved run under another id; one that can't be read stays as it is, and is told when somebody needs it."""
    data = path.read_bytes()
    try:
        run = saved_run.decode(data)
    except GradingError:
        return data
    submission, program = replace(run.submission, student_id=student), replace(run.program, student_id=student)
    return saved_run.encode(replace(run, submission=submission, program=program))


def _same(one: Record, other: Record) -> bool:
    return one.submission_sha256 == other.submission_sha256


def _time(one: Record) -> datetime:
    return datetime.fromisoformat(one.received or "")


def _by_hand(marks: HandMarks, student: str) -> bool:
    return any(mark.by_hand for mark in marks.get(in_gradebook(student), ()))
