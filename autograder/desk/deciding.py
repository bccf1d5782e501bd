"""Decide about one check of one student: count it as passed, or as failed, with a reason that the student reads.

Comes in: a record's question, what a person decided of its checks. Goes out: points and a comment for nbgrader's gradebook, where they stand in place
of what the checks gave, so they stay through every grading; when the checks give something else later, the question waits for a person again.
"""

from __future__ import annotations

import msgspec

from autograder.errors import UsageError
from autograder.export.nbgrader.mark_list import GivenAtDesk
from autograder.export.nbgrader.marked_answers import RowHeld
from autograder.model import CheckResult, QuestionResult

LONGEST_REASON = 2_000


class Decided(msgspec.Struct, frozen=True):
    """What a person decided of one check."""

    points: float
    reason: str


class CheckBasis(msgspec.Struct, frozen=True):
    """What a question's mark rests on."""

    decided: dict[str, Decided] = {}
    said: str = ""  # answers to requests, which stand below what was decided


def standing(row: RowHeld, given: GivenAtDesk | None) -> CheckBasis:
    """Tell what was decided at a desk and still stands; raises UsageError where the question has a mark from elsewhere."""
    if given is not None and given.basis:
        return msgspec.json.decode(given.basis, type=CheckBasis)
    if row.score is not None:
        raise UsageError(
            f"somebody gave this question {row.score:g} points in formgrader",
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
    return CheckBasis({**before.decided, check: Decided(points, reason.strip().replace("\r\n", "\n"))}, before.said)


def points(question: QuestionResult, basis: CheckBasis) -> float:
    """Add up a question's checks, with what was decided in place of what they gave."""
    return round(
        sum(basis.decided[one.name].points if one.name in basis.decided else one.points for one in question.checks), 6
    )


def comment(question: QuestionResult, basis: CheckBasis) -> str:
    """Write what the student reads."""
    told = [_said(one, basis.decided[one.name]) for one in question.checks if one.name in basis.decided]
    return "\n\n".join(filter(None, [*told, basis.said]))


def _said(check: CheckResult, decided: Decided) -> str:
    word = "counts as passed" if decided.points >= check.max_points else "counts as not passed"
    return f"'{check.title.rstrip('.')}' {word} ({decided.points:g} of {check.max_points:g}): {decided.reason}"
