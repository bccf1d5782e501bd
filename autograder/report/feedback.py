"""Turn a record into the page that its student reads.

In: a Record and its Assignment. Out: one HTML file that needs nothing beside it.
The page says first what to do next, then how each question went, then what was remarked about the handing-in.
It shows no input, no expected value, no seed, no duration, and of a fault of ours only that it is ours.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup

from autograder.conventions import code_in, own_message, solution_cell
from autograder.model import (
    Assignment,
    CheckResult,
    ExceptionKind,
    Picture,
    QuestionResult,
    Record,
    Status,
    StudentException,
)
from autograder.report import comments, rendering, words

_HINTS = re.compile(r"(?ms)^HINTS = (\{$.*?^\})$")  # of the notebook's set-up; our own text

STEPS_SHOWN = 5  # what to do next, before the rest is left to the questions below


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do next: a question to mend, beginning with its most telling check, or to begin at all."""

    question: QuestionResult
    points: float  # that it would bring
    check: CheckResult | None  # None when the whole question has one cause
    more: int  # failed checks beside it


def page(record: Record, assignment: Assignment, pictures: Iterable[Picture] = ()) -> str:
    """Write the feedback page of one student."""
    checks = [(question, check) for question in record.questions for check in question.checks]
    first = next_steps(record)
    said = {(solution_cell(one.id), one.banned): one.id for one in record.questions if one.banned}  # with its question
    findings = [finding for finding in record.findings if (finding.cell, finding.message) not in said]
    bans = {said[one.cell, one.message]: -one.points for one in record.findings if one.points and one not in findings}
    say = words.catalogue(assignment.language).gettext
    return rendering.render(
        "feedback.html",
        assignment.language,
        record=record,
        assignment=assignment,
        bar=bar(record.questions),
        total=len(checks),
        passed=sum(check.status is Status.PASSED for _, check in checks),
        earned=sum(question.score for question in record.questions),
        extra=sum(question.extra_credit for question in record.questions),
        findings=findings,
        deductions=-sum(finding.points for finding in findings),
        bans=bans,
        unread=sum(question.max_score for question in record.questions if question.waiting and not question.marked),
        by_checks=by_checks,
        own_message=own_message,
        hints=hints(assignment),
        comment=lambda said: comments.comment(
            comments.in_language(said, assignment.language), language=assignment.language
        ),
        next_steps=first,
        shown=STEPS_SHOWN,
        steps={
            (step.question.id, step.check.name if step.check else ""): number
            for number, step in enumerate(first[:STEPS_SHOWN], start=1)
        },
        cause=cause,
        loop_index={question.id: number for number, question in enumerate(record.questions, start=1)},
        words={Status.PASSED: say("passed"), Status.FAILED: say("not yet"), Status.NOT_RUN: say("not run")},
        pictures=_by_question(pictures),
        code=partial(code, language=assignment.language),
        code_in=code_in,
        highlighted=partial(rendering.highlighted, language=assignment.language),
        answer=partial(comments.answer, language=assignment.language),
        in_cell=in_cell,
        allowed=allowed,
        moment=moment,
        look_again=_failed_check,
        paid_for=_paid_for,
        many=_many,
    )


def hints(assignment: Assignment) -> dict[str, int]:
    """Tell how many hints the notebook has for each question, from the table that it carries."""
    for cell in assignment.release.cells:
        found = _HINTS.search(cell.source) if cell.kind == "code" else None
        if found:
            table = ast.literal_eval(found[1])
            return {question: len(texts) for question, texts in table.items()}
    return {}


def allowed(exception: StudentException, assignment: Assignment) -> str:
    """Say in a few words what a person allowed a student."""
    say = words.catalogue(assignment.language).gettext
    if exception.kind is ExceptionKind.EXTEND and exception.until is not None:
        until = moment(exception.until.isoformat(), assignment)
        return say("more time, until {until}").format(until=until)
    return say("excused") if exception.kind is ExceptionKind.EXCUSE else say("lateness costs nothing")


def moment(time: str, assignment: Assignment) -> str:
    """Show an ISO time as the course's clocks do."""
    here = datetime.fromisoformat(time).astimezone(ZoneInfo(assignment.time_zone))
    if assignment.language == "en":
        return here.strftime("%-d %B %Y, %H:%M:%S %Z")
    return here.strftime("%Y-%m-%d %H:%M:%S %Z")


def in_cell(name: str) -> tuple[str, str]:
    """Say where a finding is: a cell that has no name is called by its number already."""
    return ("", name) if name.startswith("cell ") else ("cell ", name)


def next_steps(record: Record) -> list[NextStep]:
    """List the questions that would bring points: the most first, else in the notebook's order.

    One mistake often fails several checks. The one whose mistake was recognised says most, then the one that is worth most.
    """
    steps: list[NextStep] = []
    for question in record.questions:
        if question.marked and question.score >= question.max_score:
            continue
        failed = [check for check in question.checks if check.status is Status.FAILED and check.charged]
        if cause(question) is not None:
            steps.append(NextStep(question, question.max_score - question.score, None, 0))
        elif failed:
            telling = max(failed, key=lambda check: (check.near_miss is not None, check.max_points))
            steps.append(NextStep(question, question.max_score - question.score, telling, len(failed) - 1))
    return sorted(steps, key=lambda step: -step.points)


def cause(question: QuestionResult) -> str | None:
    """Give the one reason why a whole question earned nothing: unwritten, not to be compiled, a banned call; None without one."""
    worth = [check.worth for check in question.checks if check.worth is not None]
    if question.banned and worth:
        earned, most = rendering.points(sum(worth)), rendering.points(question.max_score)
        return f"{question.banned} Without it your answers would have earned {earned} of {most}."
    reasons = {check.message for check in question.checks}
    if not question.checks or len(reasons) > 1 or any(check.points or check.near_miss for check in question.checks):
        return None
    asked = any(check.status is not Status.NOT_RUN for check in question.checks)
    if asked and len(question.checks) == 1:
        return None
    return reasons.pop() or (None if asked else "nothing of this question could be run")


def bar(questions: Iterable[QuestionResult]) -> Markup:
    """Draw the score: a piece for each question, as wide as its points, filled as far as they were earned."""
    counted = [question for question in questions if question.max_score > 0]
    whole = sum(question.max_score for question in counted)
    gap = 0.6 if len(counted) > 1 else 0.0
    pieces, left = [], 0.0
    for question in counted:
        width = 100 * question.max_score / whole
        share = min(max(question.score / question.max_score, 0.0), 1.0)
        inner = max(width - gap, 0.2)
        pieces.append(_rectangle("track", left, inner) + _rectangle("earned", left, inner * share))
        left += width
    return Markup(  # numbers only
        '<svg class="bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{''.join(pieces)}</svg>"
    )


def by_checks(question: QuestionResult) -> float:
    """Add up what the checks gave, where a person's mark stands in its place."""
    return round(sum(check.points for check in question.checks), 6)


def code(question: QuestionResult, note: str, language: str = words.ENGLISH) -> Markup:
    """Show a student's own block, coloured; note: stands behind the line at which it stopped."""
    first = question.file_line or 1
    return rendering.highlighted(question.code, raised=question.line, note=note, first=first, language=language)


def _rectangle(name: str, left: float, width: float) -> str:
    return f'<rect class="{name}" x="{left:.2f}" y="0" width="{width:.2f}" height="14"/>'


def _many(points: float) -> int:
    """Give 1 for one point, for what languages say otherwise of several."""
    return 1 if points == 1 else 2


def _failed_check(question: QuestionResult) -> str:
    """Name the one check that failed, for a request to look again; "" where it is about several."""
    failed = [check.name for check in question.checks if check.status is Status.FAILED]
    return failed[0] if len(failed) == 1 else ""


def _paid_for(check: CheckResult, question: QuestionResult) -> str:
    """Name the check that is charged for the cause of one that isn't; "" where none is known."""
    return next((one.name for one in question.checks if one.charged and check.cause and one.cause == check.cause), "")


def _by_question(pictures: Iterable[Picture]) -> dict[str, list[Picture]]:
    pictures_of: dict[str, list[Picture]] = {}
    for picture in pictures:
        pictures_of.setdefault(picture.question, []).append(picture)
    return pictures_of
