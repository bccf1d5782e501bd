"""Take a hand-in out of the results: nothing is deleted, all of it moves to results/NAME/removed/ and may be looked at there.

Comes in: a results folder and a student's id. Goes out: the same folder without the record, the page and the saved run, its tables written anew.
Whoever had their record from this hand-in, as a member of its group, has it no more either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.course import assignment as assignments
from autograder.errors import UsageError, nearest
from autograder.export import circumstances
from autograder.export.books import Books, settle
from autograder.model import Record
from autograder.results import atomic, record
from autograder.results.folder import Folder
from autograder.untrusted_text import as_id, for_file_name, for_message


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out, and what else follows."""

    record: Record
    place: Path  # where it lies now
    said: tuple[str, ...] = ()


def remove(name: str, student_id: str, root: Path, out: Path, books: Books | None = None) -> Removed:
    """Move a student's hand-in aside and write the tables anew.

    Raises UsageError for a student without a hand-in of their own.
    """
    loaded, folder = assignments.load(name, root), Folder(out)
    folder.demand_records(name)
    with folder.alone():
        gone = _of(student_id, folder)
        if gone.handed_in_by:
            raise UsageError(
                found=f"{for_message(student_id)} handed nothing in: their record is of the hand-in of {for_message(gone.handed_in_by)}",
                fix=f"Remove that one, or take {for_message(student_id)} out of the group in people/roster.csv and regrade.",
            )
        place = _moved(gone, folder)
        people = circumstances.expected(root, folder)
        times = circumstances.arrivals(folder, root, None, (), people.students).times
        said = settle(folder, loaded, people, times, books.marks if books else None)
        if books is not None:
            said += books.close(loaded, people, times)[1]
    return Removed(gone, place, said)


def _of(student_id: str, folder: Folder) -> Record:
    known = {one.student_id: one for one in record.load_all(folder.path)}
    found = known.get(as_id(student_id)) or {for_file_name(own): one for own, one in known.items()}.get(student_id)
    if found is not None:
        return found
    gone = sorted((folder.path / "removed").glob(f"*-{for_file_name(as_id(student_id))}"))
    if gone:
        raise UsageError(
            found=f"the hand-in of {for_message(student_id)} was removed already",
            fix=f"It lies in {gone[-1]}.",
        )
    near = nearest(student_id, known)
    raise UsageError(
        found=f"{folder.path} holds no hand-in of {for_message(student_id)}",
        fix=f"Did you mean {near}?" if near else "Look into its records/ for the ids.",
    )


def _moved(gone: Record, folder: Folder) -> Path:
    """Move all that came of a hand-in into a folder of its own; the record last, so that a killed command can be given again."""
    student = gone.student_id
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    place = folder.path / "removed" / f"{stamp}-{for_file_name(student)}"
    for path in (folder.page(student), folder.saved_run(student), folder.own(student), folder.record(student)):
        if path.exists():
            target = place / path.relative_to(folder.path)
            atomic.write(target, path.read_bytes())
            path.unlink()
    return place
