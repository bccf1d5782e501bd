"""Verdicts and findings → Record: points are added up here, and by results.record.total."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence

from autograder.checks.typed_answers import is_typed
from autograder.conventions import lines_of
from autograder.examine import banned, raised_line
from autograder.model import (
    Assignment,
    Block,
    CheckResult,
    CodeFile,
    Finding,
    Observation,
    Outcome,
    Program,
    Question,
    QuestionResult,
    Record,
    RecordStatus,
    Status,
    Submission,
    Verdict,
)
from autograder.results.record import total
from autograder.untrusted_text import as_id, cut, without_data

MAX_ANSWER = (
    50_000  # characters of a written answer that a record keeps, pasted pictures aside; the saved run keeps all
)
MAX_CODE = 100_000  # of a block; more of it isn't read as code either


def mark(
    submission: Submission,
    program: Program,
    observations: Sequence[Observation],
    verdicts: Sequence[Verdict],
    assignment: Assignment,
) -> Record:
    """Add up verdicts and findings: score = Σ questions + Σ findings, never below 0."""
    blocks = {block.question: block for block in program.blocks}
    questions = tuple(_question(q, blocks.get(q.id), program, observations, verdicts) for q in assignment.questions)
    graded = [question for question in questions if not question.written]
    findings = (*program.findings, *_banned(assignment, questions, program, observations))
    return Record(
        assignment=assignment.name,
        student_id=submission.student_id,
        status=RecordStatus.GRADED,
        score=total(questions, findings),
        max_score=_points(sum(question.max_score for question in graded)),
        questions=questions,
        findings=findings,
        elsewhere=program.elsewhere,
        option=program.fields.option,
        name=program.fields.name,
        group=program.fields.group,
        submission_sha256=submission.sha256,
        release_version=assignment.release_version,
        source=submission.source,
        received=submission.received.isoformat() if submission.received else None,
        typed_id=as_id(typed) if (typed := _typed_id(submission, program)) else "",
        waiting=sum(question.waiting for question in questions),
        python=platform.python_version(),
        files=tuple(CodeFile(one.name, one.source, one.sha256) for one in submission.files),
    )


def _banned(
    assignment: Assignment, results: Sequence[QuestionResult], program: Program, observations: Sequence[Observation]
) -> Iterator[Finding]:
    for question, result in zip(assignment.questions, results, strict=True):
        due = banned.price(question, program, observations)
        if due is not None:
            yield banned.finding(due, result)


def _typed_id(submission: Submission, program: Program) -> str:
    """Return the id that whoever made the file says is theirs."""
    return (submission.manifest.fields.student_id if submission.manifest else "") or program.fields.student_id


def _question(
    question: Question,
    block: Block | None,
    program: Program,
    observations: Sequence[Observation],
    verdicts: Sequence[Verdict],
) -> QuestionResult:
    if question.written:
        text = program.answers.get(question.id, "")
        return QuestionResult(
            id=question.id,
            title=question.title,
            score=0.0,
            max_score=question.max_points,
            written=True,
            code=cut(without_data(text), MAX_ANSWER),
            waiting=bool(text.strip() or program.elsewhere),
        )
    mine = [verdict for verdict in verdicts if verdict.question == question.id]
    due = banned.price(question, program, observations)
    trusts = {check.name: check.trust for check in question.checks}
    return QuestionResult(
        id=question.id,
        title=question.title,
        score=_points(sum(verdict.points for verdict in mine)),
        max_score=_points(question.max_points),
        checks=tuple(_check(verdict, trusts.get(verdict.check, "outside")) for verdict in mine),
        code=cut(block.text, MAX_CODE) if block else "",
        file=block.file if block else "",
        file_line=block.file_line if block else 0,
        line=_raised_at(mine, block, observations),
        given=tuple(sorted(_given(question))),
        banned=due.message if due else "",
    )


def _given(question: Question) -> set[str]:
    """Name the questions that our implementation answered for this one; what is typed asks none, though it runs behind them."""
    return {name for check in question.checks if not is_typed(check.judge) for name in check.with_reference}


def _check(verdict: Verdict, trust: str) -> CheckResult:
    return CheckResult(
        name=verdict.check,
        title=verdict.title,
        status=verdict.status,
        points=_points(verdict.points),
        max_points=_points(verdict.max_points),
        message=verdict.message,
        hint=verdict.hint,
        near_miss=verdict.near_miss,
        cause=verdict.cause,
        charged=verdict.charged,
        worth=None if verdict.worth is None else _points(verdict.worth),
        trust=trust,
    )


def _raised_at(mine: Iterable[Verdict], block: Block | None, observations: Iterable[Observation]) -> int | None:
    """Find the line of the student's text that raised where a check failed, from 1; None also where the page tells a stretch of lines only.

    What raised in a picture's call, or where another question's mistake was at hand, isn't this question's fault.
    """
    failed = tuple(f"{one.question}.{one.check}/" for one in mine if one.status is Status.FAILED)
    if block is None or not failed:
        return None
    for observation in observations:
        raised = observation.outcome is Outcome.RAISED and observation.case.startswith(failed)
        line = raised_line.line_in_block(observation, block) if raised else None
        if line is not None:
            source = lines_of(block.source)
            first, last = raised_line.stretch(line, len(source))
            if first != last:
                return None
            wanted = source[line - 1].strip()
            own = line - block.first_line + 1
            lines = lines_of(block.text)
            if 1 <= own <= len(lines) and lines[own - 1].strip() == wanted:
                return own
            return next((n for n, text in enumerate(lines, 1) if wanted and text.strip() == wanted), None)
    return None


def _points(value: float) -> float:
    return round(value + 0.0, 6)
