"""Tell why a score is another than before, for the history.

Comes in: a student's record before and after a command. Goes out: one of history's words. Marks by hand that were given between two commands
are noted by books, before the next one begins.
"""

from __future__ import annotations

from autograder.model import Record, RecordStatus
from autograder.results import history
from autograder.results.hand_marks import automatic


def reason(before: Record | None, after: Record | None, *, known: bool) -> str:
    """Tell from a record before and after why its score is another; known: whether there was a score before."""
    if after is None:
        return history.REMOVED
    if after.status is RecordStatus.EXCUSED or (before is not None and before.status is RecordStatus.EXCUSED):
        return history.EXCEPTION
    if before is None or before.submission_sha256 != after.submission_sha256 or not known:
        return history.GRADED
    if [one.checks for one in before.questions] != [one.checks for one in after.questions]:
        return history.REGRADED
    if (before.exception, before.late_days, before.received) != (after.exception, after.late_days, after.received):
        return history.EXCEPTION
    return history.HAND_MARK if automatic(before).score == automatic(after).score else history.REGRADED
