"""Tell why a score is another than before, for the history.

Comes in: everybody's record before and after a command. Goes out: one of history's words. Marks by hand that were given between two commands
are noted by books, before the next one begins.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.model import Record, RecordStatus
from autograder.results import history
from autograder.results.hand_marks import automatic


def reason(student: str, before: Mapping[str, Record], after: Mapping[str, Record], *, known: bool) -> str:
    """Tell from the records before and after why a student's score is another; known: whether there was a score before."""
    was, now = before.get(student), after.get(student)
    if now is None:
        return history.GROUP if was is not None and was.handed_in_by in after else history.REMOVED
    if now.status is RecordStatus.EXCUSED or (was is not None and was.status is RecordStatus.EXCUSED):
        return history.EXCEPTION
    if _is_other_groups(student, was, now, before):
        return history.GROUP
    if was is None or was.submission_sha256 != now.submission_sha256 or not known:
        return history.GRADED
    if was.status is not now.status or [one.checks for one in was.questions] != [one.checks for one in now.questions]:
        return history.REGRADED
    if was.exception != now.exception:
        return history.EXCEPTION
    if was.received != now.received:
        return history.TIME
    same = automatic(was).score == automatic(now).score
    return history.HAND_MARK if same else history.REGRADED


def _is_other_groups(student: str, was: Record | None, now: Record, before: Mapping[str, Record]) -> bool:
    """Tell whether another's hand-in counts for the student, or theirs again, while nobody handed anything in."""
    giver = now.handed_in_by or student
    if giver == (was.handed_in_by or student if was else student):
        return False
    last = before.get(giver)
    return now.handed_in_by == "" or (last is not None and last.submission_sha256 == now.submission_sha256)
