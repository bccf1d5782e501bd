"""Tell which rows of nbgrader's gradebook are of a student who is called otherwise today, and move them.

Comes in: the roster, records, what the gradebook holds. Goes out: pairs of ids as the gradebook has them. A row may be called by the id that an
LMS has of a person whom the roster names now, or by an id as it was spelled before two ids could never be one row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from autograder.course import settings
from autograder.errors import DecisionNeeded
from autograder.people import roster
from autograder.people.class_lists import Student
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks, before_0_3, in_gradebook
from autograder.untrusted_text import for_message


def by_roster(students: Iterable[Student]) -> dict[str, str]:
    """Map the rows of other ids of people to those of the roster's."""
    return {in_gradebook(old): in_gradebook(new) for old, new in roster.called(students).items()}


def by_spelling(student_ids: Iterable[str]) -> dict[str, str]:
    """Map rows as they were called before to what they are called."""
    return {before_0_3(one): in_gradebook(one) for one in student_ids if before_0_3(one) != in_gradebook(one)}


def to_move(student_ids: Collection[str], marks: HandMarks) -> dict[str, str]:
    """Map the rows that are still called as before; raises DecisionNeeded where people marked one that two students had."""
    rows = {in_gradebook(one): one for one in student_ids}
    found = {}
    for old, new in by_spelling(student_ids).items():
        if old not in marks or new in marks:
            continue
        if old not in rows:
            found[old] = new
        elif any(mark.by_hand for mark in marks[old]):
            raise DecisionNeeded(
                found=f"{for_message(rows[old])} and {for_message(rows[new])} had one row in nbgrader's gradebook, {for_message(old)}, and marks were "
                "given by hand there. Nothing was written",
                fix="Take these marks back in formgrader, give the same command again, which makes a row for each, and give each theirs.",
            )
    return found


def move(
    folder: Folder, name: str, root: Path, pairs: Mapping[str, str], marked: Collection[str], *, db_url: str | None
) -> None:
    """Move rows and nbgrader's folders; marked: as for gradebook.move. Raises GradingError."""
    from autograder.export.nbgrader import gradebook

    address = db_url or settings.of_course(root).database or None
    gradebook.move(root, name, pairs, aside=folder.path / "removed", marked=marked, db_url=address)
