"""Decide about one check of one student: count it as passed, or as failed, with a reason that the student reads.

Comes in: a record's question, what a person decides of its checks. Goes out: what the question's mark in nbgrader's gradebook rests on, where it stands in
place of what the checks gave, through every grading (`check_decisions`); when the checks give something else later, the question waits for a person again.
"""

from __future__ import annotations

import msgspec

from autograder.conventions.plurals import counted
from autograder.errors import UsageError
from autograder.export.nbgrader.check_decisions import CheckBasis, Decided
from autograder.export.nbgrader.mark_list import GivenAtDesk
from autograder.export.nbgrader.marked_answers import RowHeld
from autograder.model import QuestionResult

LONGEST_REASON = 2_000


def standing(row: RowHeld, given: GivenAtDesk | None) -> CheckBasis:
    """Tell what was decided at a desk and still stands; raises UsageError where the question has a mark from elsewhere."""
    if given is not None and given.basis:
        return msgspec.json.decode(given.basis, type=CheckBasis)
    if row.score is not None:
        raise UsageError(
            f"somebody gave this question {counted(row.score, 'point')} in formgrader",
            "Change them there, or take them back first; nothing was written.",
        )
    return CheckBasis(said=row.comment)


def decide(question: QuestionResult, before: CheckBasis, check: str, passes: bool, reason: str) -> CheckBasis:
    """Add a decision to those that stand; raises UsageError for one that can't be meant."""
    known = {one.name: one for one in question.checks}
    if check not in known:
        raise UsageError(f"{question.id} has no check '{check[:80]}'", "Open the student again; nothing was written.")
    if not reason.strip():
        raise UsageError(
            "a decision about a check needs a reason, which the student reads", "Say why; nothing was written."
        )
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"the reason has {len(reason):,} characters", f"Write at most {LONGEST_REASON:,}.")
    points = known[check].max_points if passes else 0.0
    made = Decided(points, reason.strip().replace("\r\n", "\n"), passes)
    return CheckBasis({**before.decided, check: made}, before.said)
