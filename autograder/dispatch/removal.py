"""Take a hand-in out of the results: nothing is deleted, all of it moves to results/NAME/removed/ and may be looked at there.

Comes in: a results folder and a student's id. Goes out: the same folder without the record, the page and the saved run, its tables written anew.
Whoever had their record from this hand-in, as a member of its group, has it no more either.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import outline
from autograder.errors import UsageError, nearest
from autograder.export import arrivals, circumstances
from autograder.export.books import Books
from autograder.export.circumstances import Known
from autograder.export.final_marks import in_course
from autograder.model import Record
from autograder.people.class_lists import Student
from autograder.results import atomic, hand_marks, record
from autograder.results.folder import Folder
from autograder.similar import pages
from autograder.untrusted_text import as_id, for_file_name, for_message


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out, and what else follows."""

    record: Record
    place: Path  # where it lies now
    said: tuple[str, ...] = ()


def remove(name: str, student_id: str, root: Path, out: Path, books: Books | None = None) -> Removed:
    """Move a student's hand-in aside, also what lies of it in submitted/, and write the tables anew.

    The record goes last, so that the same command goes on where a killed one was; where that had only the tables to write, they are written.
    Raises UsageError for a student without a hand-in of their own.
    """
    loaded, folder = outline.read(name, root), Folder(out)
    if not folder.removed(as_id(student_id)):
        folder.demand_records(name)
    with folder.alone():
        people = circumstances.expected(name, root, folder)
        said = books.open(loaded, people, unite=False) if books is not None else ()
        records = record.load_all(folder.path) if books is None else books.records
        already = folder.removed(as_id(student_id))
        gone = _of(student_id, folder, records, people.students) if not already or _known(student_id, records) else None
        if gone is not None and gone.handed_in_by:
            raise UsageError(
                found=f"{for_message(student_id)} handed nothing in: their record is of the hand-in of {for_message(gone.handed_in_by)}",
                fix=f"Remove that one, or take {for_message(student_id)} out of the group in people/roster.csv and regrade.",
            )
        if gone is not None:
            if pages.clear(out):
                said += ("The pages of look-alikes are taken away, which may show it: run autograder similar again.",)
            place = folder.aside(gone.student_id)
            if books is not None and in_course(out, name, root):
                said += _take_submitted(gone, name, root, place)
            folder.set_aside(gone.student_id, place)
        left = [one for one in records if one is not gone]
        times = arrivals.arrivals(folder, root, circumstances.own_records(folder, left), people.students).times
        if books is None:
            marks = hand_marks.last_read(folder.hand_marks).marks
            said += circumstances.settle(Known(folder, loaded, people, times, marks), left).said
        else:
            said += books.close(loaded, people, times, records=left)[1]
    if gone is None:
        raise UsageError(f"the hand-in of {for_message(student_id)} was removed already", f"It lies in {already[-1]}.")
    return Removed(gone, place, said)


def _take_submitted(gone: Record, name: str, root: Path, place: Path) -> tuple[str, ...]:
    """Move the hand-in out of submitted/, where nbgrader's Autograde would find it again."""
    source = root / "submitted" / hand_marks.in_gradebook(gone.student_id) / name
    if not source.is_dir():
        return ()
    atomic.make_folder(place)
    shutil.move(source, place / "submitted")
    if not any(source.parent.iterdir()):
        source.parent.rmdir()
    return (f"What lay in {source} is there too, so that nbgrader doesn't grade it again.",)


def _known(student_id: str, records: Iterable[Record]) -> Record | None:
    """Find the record of an id as it is written, or as its page is named."""
    known = {one.student_id: one for one in records}
    return known.get(as_id(student_id)) or {for_file_name(own): one for own, one in known.items()}.get(student_id)


def _of(student_id: str, folder: Folder, records: Sequence[Record], students: Iterable[Student]) -> Record:
    if (found := _known(student_id, records)) is not None:
        return found
    if any(one.key == as_id(student_id) for one in students):  # nobody else is meant
        raise UsageError(
            found=f"{for_message(student_id)} is on the roster and has no hand-in in {folder.path}",
            fix="Nothing was done.",
        )
    near = nearest(student_id, [one.student_id for one in records])
    raise UsageError(
        found=f"{folder.path} holds no hand-in of {for_message(student_id)}",
        fix=f"Did you mean {near}?" if near else "Look into its records/ for the ids.",
    )
