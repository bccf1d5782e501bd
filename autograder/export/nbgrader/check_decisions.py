"""What people decided about single checks of a student's question, and how a mark that rests on it follows what its checks are worth.

In: the gradebook's list of marks given at desks, a question as the checks made it. Out: the points and the comment that stand for it. "Counts as passed" is
a word about a check, not a number: when the check is worth other points, so is the mark, and a line of the list says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import sqlalchemy as sql
from sqlalchemy.engine import Connection

from autograder.export.nbgrader import mark_list
from autograder.export.nbgrader.assignment_rows import Row
from autograder.model import CheckResult, QuestionResult

BY = "autograder"


class Decided(msgspec.Struct, frozen=True):
    """What a person decided of one check."""

    points: float
    reason: str
    passes: bool | None = None  # None: written down when its points alone told it

    @property
    def passed(self) -> bool:
        """Whether the check counts as passed."""
        return self.points > 0 if self.passes is None else self.passes


class CheckBasis(msgspec.Struct, frozen=True):
    """What a question's mark rests on."""

    decided: dict[str, Decided] = {}
    said: str = ""  # answers to requests, which stand below what was decided


@dataclass(frozen=True, slots=True)
class Followed:
    """A mark as it is by what its checks are worth now."""

    score: float
    comment: str
    basis: CheckBasis


def points(question: QuestionResult, basis: CheckBasis) -> float:
    """Add up a question's checks, with what was decided in place of what they gave."""
    return round(
        sum(basis.decided[one.name].points if one.name in basis.decided else one.points for one in question.checks), 6
    )


def comment(question: QuestionResult, basis: CheckBasis) -> str:
    """Write what the student reads."""
    told = [_said(one, basis.decided[one.name]) for one in question.checks if one.name in basis.decided]
    return "\n\n".join(filter(None, [*told, basis.said]))


def followed(question: QuestionResult, basis: CheckBasis, score: float) -> Followed | None:
    """Give a mark the points that its checks are worth now; None where these are what was decided.

    Whatever else is in the mark stays: of checks that nobody decided about, it is as it was when it was given.
    """
    worth = {one.name: one.max_points for one in question.checks}
    now = {
        name: msgspec.structs.replace(one, points=worth[name])
        for name, one in basis.decided.items()
        if one.passed and name in worth and one.points != worth[name]
    }
    if not now:
        return None
    moved = sum(one.points - basis.decided[name].points for name, one in now.items())
    made = msgspec.structs.replace(basis, decided={**basis.decided, **now})
    return Followed(round(score + moved, 6), comment(question, made), made)


class Decisions:
    """The decisions of one assignment that stand in the gradebook, read once; what follows is written together."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._db, self._name = connection, name
        self._lines = {
            (str(row["student"]), str(row["question"])): mark_list.given(row)
            for row in mark_list.lines(connection, assignment=name)
            if row["score"] is not None or row["basis"]
        }
        self._new: list[Row] = []

    def follow(self, student: str, question: QuestionResult, row: Row, told: Row) -> Followed | None:
        """Tell what a student's mark is now, and remember to note it; None where no decision stands in it, or nothing changed.

        row: of `grade`; told: of `comment`, empty without one.
        """
        said = (told.get("manual_comment") or "").strip()
        if said == (told.get("auto_comment") or "").strip():  # formgrader may save what we wrote as theirs
            said = ""
        given = self._lines.get((student, question.id))
        score = row.get("manual_score")
        if (
            given is None
            or not given.basis
            or not isinstance(score, float)
            or (score, said) != (given.score, given.comment)
        ):
            return None
        made = followed(question, msgspec.json.decode(given.basis, type=CheckBasis), score)
        if made is not None:
            self._new.append({
                "assignment": self._name, "question": question.id, "student": student, "action": uuid4().hex, "by": BY, "takes_back": "",
                "time": datetime.now(UTC).isoformat(timespec="seconds"), "score": made.score, "comment": made.comment,
                "basis": msgspec.json.encode(made.basis).decode(), "before_score": score, "before_comment": said,
                "before_waits": bool(row.get("needs_manual_grade")),
            })  # fmt: skip
        return made

    def write(self) -> None:
        """Note what followed."""
        if self._new:
            self._db.execute(sql.insert(mark_list.TABLE), self._new)


def _said(check: CheckResult, decided: Decided) -> str:
    word = "counts as passed" if decided.passed else "counts as not passed"
    return f"'{check.title.rstrip('.')}' {word} ({decided.points:g} of {check.max_points:g}): {decided.reason}"
