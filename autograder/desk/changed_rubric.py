"""Tell what a rubric that changed means for forms that were open meanwhile and for marks that were given before.

Comes in: the criteria as a form showed them, or as marks remember them, and as they are now. Goes out: Meanwhile for a form that showed others,
with each choice at its criterion's place of today; and the marks that rest on others, with what they would be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.rubric import Criterion, Rubric
from autograder.desk import marking
from autograder.desk.course_now import WrittenQuestion
from autograder.desk.marking import AnswerToMark, MarkBasis, Tick
from autograder.export.nbgrader.marked_answers import Meanwhile


def as_shown(rubric: Rubric) -> list[str]:
    """Name the criteria as a form shows them, so that a change of one is noticed while the form is open."""
    shown = ((one.name, repr((one.says, one.points, one.levels))) for one in rubric)
    return [f"{hashlib.sha256(what.encode(errors='replace')).hexdigest()[:16]}:{name}" for name, what in shown]


def demand(shown: Sequence[str], rubric: Rubric) -> None:
    """Raise Meanwhile where a form showed other criteria than there are now."""
    if list(shown) != as_shown(rubric):
        raise Meanwhile(
            "the rubric was changed while this page was open",
            "Look at it as it is now, and decide again; what you typed is still there.",
        )


def by_todays(form: Mapping[str, str], shown: Sequence[str], rubric: Rubric) -> dict[str, str]:
    """Give what was typed into a form to the criteria as they stand now: each choice stays with its criterion's name."""
    chosen = {one.partition(":")[2]: form.get(f"criterion-{number}", "") for number, one in enumerate(shown, 1)}
    others = {key: value for key, value in form.items() if not key.startswith("criterion-")}
    return {**others, **{f"criterion-{number}": chosen.get(one.name, "") for number, one in enumerate(rubric, 1)}}


@dataclass(frozen=True, slots=True)
class Stale:
    """A mark that rests on criteria which aren't what they were."""

    answer: AnswerToMark
    why: str
    points: float  # as they would be today
    comment: str
    basis: MarkBasis


def stale(listed: Sequence[AnswerToMark], asked: WrittenQuestion) -> Iterator[Stale]:
    """List the marks that rest on a changed criterion, with what they would be by today's."""
    today = {one.name: one for one in asked.rubric}
    for answer in listed:
        then = answer.basis.ticks
        if answer.given is None or answer.row.waits or not then:
            continue
        changed = [_difference(tick, today.get(tick.name)) for tick in then]
        changed += [f"'{name}' is new" for name in today.keys() - {one.name for one in then}]
        if any(changed):
            ticks = tuple(_again(one, then) for one in asked.rubric)
            basis = MarkBasis(ticks, answer.basis.points, answer.basis.said)
            yield Stale(
                answer,
                "; ".join(filter(None, changed)),
                marking.score(basis, asked),
                marking.comment(basis, asked.rubric),
                basis,
            )


def _again(criterion: Criterion, then: Sequence[Tick]) -> Tick:
    old = next((one for one in then if one.name == criterion.name), None)
    worth = criterion.worth(old.level) if old is not None and old.level is not None else None
    level = old.level if old is not None and worth is not None else None
    return Tick(criterion.name, level, worth or 0.0, criterion.says)


def _difference(tick: Tick, now: Criterion | None) -> str:
    if now is None:
        return f"'{tick.name}' is gone"
    worth = now.worth(tick.level) if tick.level is not None else 0.0
    if worth is None:
        return f"'{tick.name}' has no level '{tick.level}' any more"
    if worth != tick.points:
        return f"'{tick.name}' gave {tick.points:g}, gives {worth:g}"
    return f"'{tick.name}' says something else" if now.says != tick.says else ""
