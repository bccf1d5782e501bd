"""Mark one question, one answer after the other: which answers there are, in which order, and what a form about one of them means.

Comes in: a question's answers, the gradebook's rows of them, the rubric, a form. Goes out: answers without names, in an order of the question's
own that is the same on every desk; and marks for the gradebook. The same answer given by several is one answer here, and is marked once.
What a mark rests on (criteria, their points then, the words that were typed) is kept with it, so that a changed rubric finds it again.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from autograder.course.rubric import Criterion, Rubric
from autograder.desk.course_now import AnswerText, WrittenQuestion
from autograder.errors import UsageError
from autograder.export.nbgrader.mark_list import GivenAtDesk
from autograder.export.nbgrader.marked_answers import NewMark, QuestionHeld, RowHeld
from autograder.model import Elsewhere

LONGEST_COMMENT = 8_000


class Tick(msgspec.Struct, frozen=True, array_like=True):
    """What a mark says of one criterion, as the criterion was then."""

    name: str
    level: str | None  # "" for all of it, None for nothing
    points: float
    says: str


class MarkBasis(msgspec.Struct, frozen=True):
    """What a mark rests on."""

    ticks: tuple[Tick, ...] = ()
    points: float | None = None  # given in place of the criteria's
    said: str = ""  # the comment as it was typed


class AnswerToMark(msgspec.Struct, frozen=True, gc=False):
    """One answer, of one student or of several who gave the same; thousands of them are made at once."""

    given_by: tuple[tuple[AnswerText, RowHeld], ...]  # by their handles; never empty
    given: GivenAtDesk | None  # by a desk, where it still stands

    @property
    def handle(self) -> str:
        """Name the answer."""
        return self.given_by[0][0].handle

    @property
    def students(self) -> tuple[str, ...]:
        """Give their ids, as records have them."""
        return tuple(one.record.student_id for one, _ in self.given_by)

    @property
    def text(self) -> str:
        """Give the answer's own words."""
        return self.given_by[0][0].text

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """Give what stands elsewhere in the notebook."""
        return self.given_by[0][0].record.elsewhere

    @property
    def row(self) -> RowHeld:
        """Give what the gradebook holds of it: the same for all of them, but for its ids."""
        return self.given_by[0][1]

    @property
    def seen(self) -> tuple[str, ...]:
        """Give for each student what the form sends back: whose row, and as it was."""
        return tuple(f"{one.handle}:{version(row, one.text)}" for one, row in self.given_by)

    @property
    def basis(self) -> MarkBasis:
        """Tell what its mark rests on; of one that formgrader gave, the comment alone."""
        if self.given is not None and self.given.basis:
            return msgspec.json.decode(self.given.basis, type=MarkBasis)
        return MarkBasis(said=self.row.comment, points=self.row.score)


class Listed:
    """The answers of the question that was listed last, for as long as its texts and rows are the very same."""

    def __init__(self) -> None:
        self._last: tuple[Sequence[AnswerText], QuestionHeld, Sequence[AnswerToMark]] | None = None

    def answers(self, texts: Sequence[AnswerText], held: QuestionHeld) -> Sequence[AnswerToMark]:
        """Do what `answers` does."""
        last = self._last  # threads may list at once: what one of them kept is whole
        if last is None or last[0] is not texts or last[1] is not held:
            self._last = last = texts, held, answers(texts, held)
        return last[2]


def answers(texts: Sequence[AnswerText], held: QuestionHeld) -> Sequence[AnswerToMark]:
    """List a question's answers, the same ones together, in the question's own order; those with nothing to read are left out.

    texts: by their handles, which is that order.
    """
    alike: dict[tuple[object, ...], list[tuple[AnswerText, RowHeld]]] = {}
    for one in texts:
        row = held.rows.get(one.key)
        if row is not None and (one.plain or one.record.elsewhere or row.waits or row.score is not None):
            unlike = one.record.student_id if one.record.elsewhere or not one.plain else ""
            alike.setdefault((one.plain, unlike, row.score, row.comment, row.waits), []).append((one, row))
    return [AnswerToMark(tuple(same), held.given.get(same[0][0].key)) for same in alike.values()]


def version(row: RowHeld, text: str) -> str:
    """Name an answer and its mark as they are, so that either's change is noticed."""
    return f"{row.version}.{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:16]}"


def following(
    listed: Sequence[AnswerToMark], after: str, by: str, *, done: Collection[str] = ()
) -> AnswerToMark | None:
    """Give the next answer that waits: behind the one that was just marked, else where this grader begins, so that two don't meet.

    done: handles of answers that were marked since they were listed.
    """
    start = after or hashlib.sha256(by.encode()).hexdigest()[:16]
    waiting = (one for one in listed if one.row.waits and not any(text.handle in done for text, _ in one.given_by))
    first = None
    for one in waiting:
        if one.handle > start:
            return one
        first = first or one
    return first


# ---------------------------------------------------------------- what a form says


def read_form(
    form: Mapping[str, str], asked: WrittenQuestion, saved: Sequence[str] = ()
) -> tuple[float, str, MarkBasis]:
    """Turn a form into points, the comment that the student reads, and what both rest on; raises UsageError for what can't be meant.

    saved: the saved comments that were chosen.
    """
    ticks = tuple(_tick(one, form.get(f"criterion-{number}", "")) for number, one in enumerate(asked.rubric, 1))
    typed = form.get("points", "").strip().replace(",", ".")
    said = "\n\n".join(filter(None, [form.get("comment", "").strip(), *saved])).replace("\r\n", "\n")
    if len(said) > LONGEST_COMMENT:
        raise UsageError(f"the comment has {len(said):,} characters", f"Write at most {LONGEST_COMMENT:,}.")
    points = _number(typed, asked.most) if typed else None
    if points is None and (not asked.rubric or asked.problem):
        raise UsageError("no points were given", f"Give 0 to {asked.most:g} points.")
    basis = MarkBasis(ticks, points, said)
    return score(basis, asked), comment(basis, asked.rubric), basis


def score(basis: MarkBasis, asked: WrittenQuestion) -> float:
    """Add up what a mark rests on; never below 0, nor above what the question has."""
    if basis.points is not None:
        return basis.points
    return round(min(max(sum(one.points for one in basis.ticks), 0.0), asked.most), 6)


def comment(basis: MarkBasis, rubric: Rubric) -> str:
    """Write what the student reads: the criteria with what they gave, then the grader's own words."""
    most = {one.name: one.points for one in rubric}
    lines = [
        f"{one.points:g} of {most.get(one.name, one.points):g}: {one.says}"
        if most.get(one.name, 0) >= 0
        else f"{one.points:g}: {one.says}"
        for one in basis.ticks
        if one.level is not None or most.get(one.name, 0) > 0
    ]
    ticked = basis.points is None or any(one.level is not None for one in basis.ticks)
    return "\n\n".join(filter(None, ["\n".join(lines) if ticked else "", basis.said]))


def marks(
    listed: Sequence[AnswerToMark], seen: Sequence[str], points: float, said: str, basis: MarkBasis
) -> list[NewMark]:
    """Make a mark for each student whose answer the form was about, with the version that it saw; raises UsageError for one that isn't there."""
    shown = dict(one.split(":", 1) for one in seen if ":" in one)
    own = {one.handle: (one, row) for answer in listed for one, row in answer.given_by}
    if not shown or not shown.keys() <= own.keys():
        raise UsageError("an answer of this form isn't there any more", "Open the question again; nothing was written.")
    made = []
    for handle, state in shown.items():
        (row_then, _, text_then), (one, row) = state.partition("."), own[handle]
        same_text = text_then == version(row, one.text).partition(".")[2]
        version_then = row_then if same_text else "another text"  # no row has that, so writing stops
        made.append(NewMark(one.key, version_then, points, said, msgspec.json.encode(basis).decode()))
    return made


# ---------------------------------------------------------------- details


def _tick(criterion: Criterion, chosen: str) -> Tick:
    """Read what was chosen of one criterion: nothing, "all", or "level:NAME"."""
    kind, _, level = chosen.partition(":")
    if kind == "":
        return Tick(criterion.name, None, 0.0, criterion.says)
    worth = criterion.worth(level if kind == "level" else "")
    if worth is None:
        raise UsageError(
            f"'{criterion.name}' has no level '{level}' any more", "Open the answer again: the rubric was changed."
        )
    return Tick(criterion.name, level if kind == "level" else "", worth, criterion.says)


def _number(typed: str, most: float) -> float:
    try:
        points = float(typed)
    except ValueError:
        points = math.nan
    if not math.isfinite(points):
        raise UsageError(f"'{typed[:20]}' is no number", f"Give 0 to {most:g}.")
    if points < 0:
        raise UsageError(f"{points:g} is less than 0", f"Give 0 to {most:g}.")
    if points > most:
        raise UsageError(f"{points:g} is more than this question gives", f"Give 0 to {most:g}.")
    return points


def as_form(basis: MarkBasis, rubric: Rubric) -> dict[str, Any]:
    """Turn what a mark rests on into the form's fields, to be changed."""
    chosen = {one.name: one.level for one in basis.ticks}
    levels = [chosen.get(one.name) for one in rubric]
    return {
        **{
            f"criterion-{number}": "" if level is None else f"level:{level}" if level else "all"
            for number, level in enumerate(levels, 1)
        },
        "points": "" if basis.points is None else f"{basis.points:g}",
        "comment": basis.said,
    }
