"""Look at how an assignment's checks work: how hard each is, whether it tells strong from weak, which mistakes are common, which have no name yet.

Comes in: the records of a class. Goes out: a line for each check, mistakes with who made them, failures without a name gathered by what was seen;
and what other points for a check would change, for whom. Nothing is written.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.errors import AssignmentBroken, UsageError
from autograder.model import QuestionResult, Record, RecordStatus, Status
from autograder.results.record import total

FEWEST = 8  # people, below whom no discrimination is told


@dataclass(frozen=True, slots=True)
class CheckAtWork:
    """How one check went in the class."""

    question: str
    name: str
    title: str
    most: float
    asked: int
    passed: int
    discrimination: float | None  # correlation of passing it with the points of all else; None where it can't be told

    @property
    def share(self) -> float:
        """Give the share of those asked who passed."""
        return self.passed / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class CommonMistake:
    """The same thing seen at several people."""

    question: str
    check: str
    said: str
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WouldChange:
    """What other points, or other checks, would make of a score."""

    student: str
    now: float
    then: float


def graded(records: Sequence[Record]) -> list[Record]:
    """Give the records that have a score of their own hand-in's."""
    return [one for one in records if one.status is RecordStatus.GRADED and not one.handed_in_by]


def checks(records: Sequence[Record]) -> list[CheckAtWork]:
    """List the checks in the notebook's order."""
    seen: dict[tuple[str, str], list[tuple[bool, float]]] = {}
    known: dict[tuple[str, str], tuple[str, float]] = {}
    for record in graded(records):
        whole = sum(check.points for question in record.questions for check in question.checks)
        for question in record.questions:
            for check in question.checks:
                key = (question.id, check.name)
                known[key] = (check.title, check.max_points)
                if check.status is not Status.NOT_RUN:
                    seen.setdefault(key, []).append((check.status is Status.PASSED, whole - check.points))
    return [
        CheckAtWork(
            *key,
            title,
            most,
            len(seen.get(key, ())),
            sum(passed for passed, _ in seen.get(key, ())),
            _discrimination(seen.get(key, ())),
        )
        for key, (title, most) in known.items()
    ]


def mistakes(records: Sequence[Record]) -> tuple[list[CommonMistake], list[CommonMistake]]:
    """Gather what failed by its named mistake, and what has no name by what was seen; the commonest first."""
    named: dict[tuple[str, str, str], list[str]] = {}
    unnamed: dict[tuple[str, str, str], list[str]] = {}
    for student, question, check, near_miss, message in _failures(records):
        if near_miss:
            named.setdefault((question, "", near_miss), []).append(student)
        else:
            unnamed.setdefault((question, check, message), []).append(student)
    return _gathered(named), _gathered(unnamed)


def with_points(records: Sequence[Record], question: str, check: str, points: float) -> list[WouldChange]:
    """Say whose score another number of points for a check would change; raises UsageError for a check that isn't there."""
    if not 0 <= points <= 1_000:
        raise UsageError(f"{points:g} is more or less than a check can give", "Give 0 to 1000.")
    found, changed = False, []
    for record in graded(records):
        questions = []
        for one in record.questions:
            new = one
            if one.id == question and not one.marked:
                new = _again(one, check, points)
                found |= any(other.name == check for other in one.checks)
            questions.append(new)
        then = total(questions, record.findings)
        if abs(then - record.score) > 1e-6:
            changed.append(WouldChange(record.student_id, record.score, then))
    if not found:
        raise UsageError(f"{question[:80]} has no check '{check[:80]}'", "Choose one of the list.")
    return changed


def differing(before: Sequence[Record], after: Sequence[Record]) -> list[WouldChange]:
    """Say whose score is another after all were marked again; raises AssignmentBroken where somebody couldn't be."""
    then = {one.student_id: one for one in after}
    broken = [one for one in after if one.status is RecordStatus.NOT_GRADED]
    known = {one.student_id for one in before if one.status is RecordStatus.NOT_GRADED}
    if new := [one for one in broken if one.student_id not in known]:
        raise AssignmentBroken(
            found=f"{len(new)} of {len(after)} couldn't be marked by today's checks: {(new[0].reason or '').rstrip('.')}",
            fix="Mend them before you regrade; nothing was written.",
        )
    return [
        WouldChange(one.student_id, one.score, then[one.student_id].score)
        for one in graded(before)
        if one.student_id in then and abs(then[one.student_id].score - one.score) > 1e-6
    ]


def _again(question: QuestionResult, check: str, points: float) -> QuestionResult:
    made = tuple(
        replace(one, points=points * one.points / one.max_points, max_points=points)
        if one.name == check and one.max_points
        else one
        for one in question.checks
    )
    before, after = (sum(one.points for one in listed) for listed in (question.checks, made))
    return replace(question, checks=made, score=round(question.score + after - before, 6))


def _failures(records: Sequence[Record]) -> Iterator[tuple[str, str, str, str, str]]:
    for record in graded(records):
        for question in (one for one in record.questions if not one.banned):  # a ban is one cause, and has its sentence
            for check in question.checks:
                if check.status is Status.FAILED and check.charged:
                    yield record.student_id, question.id, check.name, check.near_miss or "", check.message or ""


def _gathered(seen: dict[tuple[str, str, str], list[str]]) -> list[CommonMistake]:
    made = [CommonMistake(*key, tuple(dict.fromkeys(students))) for key, students in seen.items()]
    return sorted(made, key=lambda one: (-len(one.students), one.question, one.said))


def _discrimination(seen: Sequence[tuple[bool, float]]) -> float | None:
    passed, rest = [float(one) for one, _ in seen], [points for _, points in seen]
    if len(seen) < FEWEST or len(set(passed)) == 1 or len(set(rest)) == 1:
        return None
    return round(statistics.correlation(passed, rest), 2)
