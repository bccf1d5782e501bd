"""Grade another file in place of one that couldn't be graded: what a person may overrule of a rejection, and what nobody may.

Comes in: a student whose hand-in was rejected, a file that a person put right, and why. Goes out: the file, kept in results/NAME/accepted/ and graded
as every other, with the time at which the first one came. A file that can't be read has nothing in it to be accepted, so the same bytes are
never taken: that is said. Lateness is no rejection; it is waived, or more time is given.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

from starlette.datastructures import UploadFile

from autograder.desk import errands
from autograder.desk.course_now import CourseNow
from autograder.errors import GradingError, UsageError
from autograder.export.nbgrader import staff_notes
from autograder.model import Record, RecordStatus
from autograder.untrusted_text import for_file_name, for_message

LONGEST_REASON = 2_000
ENDINGS = (".zip", ".ipynb")


def accept(
    course: CourseNow, name: str, student: str, record: Record | None, file: Any, reason: str, *, by: str, action: str
) -> str:
    """Have a file graded for a student; returns what came of it. Raises UsageError for what can't be meant, and GradingError."""
    if record is None or record.status is not RecordStatus.REJECTED:
        raise UsageError(
            f"{for_message(student)} has no hand-in that was rejected", "Grade another file with: autograder grade."
        )
    why = reason.strip().replace("\r\n", "\n")
    if not why or len(why) > LONGEST_REASON:
        raise UsageError(
            "a file in place of another needs a reason",
            f"Write 1 to {LONGEST_REASON:,} characters; nothing was graded.",
        )
    if not isinstance(file, UploadFile) or not file.filename:
        raise UsageError("no file was chosen", "Choose the notebook or zip that was put right; nothing was graded.")
    ending = PurePath(file.filename.replace("\\", "/")).suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"{for_message(file.filename)} is neither a .zip nor a .ipynb", "Choose one; nothing was graded."
        )
    if for_file_name(student) != student:
        raise UsageError(
            f"the id {for_message(student)} can't name a file",
            f"Run: autograder grade {name} FOLDER; nothing was graded.",
        )
    data = file.file.read()
    if hashlib.sha256(data).hexdigest() == record.submission_sha256:
        raise UsageError(
            f"this is the very file that can't be graded: {(record.reason or '').rstrip('.')}",
            "Nobody can accept it as it is, for nothing in it could be graded. Put it right first, or give more time.",
        )
    course.folder(name).accept(student, data, ending)
    done = errands.run(errands.ACCEPT, name, course.root, student)
    if not done.well:
        raise GradingError(done.said)
    said = f"{for_message(file.filename)} was graded in place of {for_message(record.source)}, which was rejected ({record.reason}): {why}"
    staff_notes.add(course.root, name, student, staff_notes.NOTE, said, by=by, action=action, db_url=course.database)
    return done.said
