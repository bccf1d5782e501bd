"""Records ↔ one JSON file per submission, written whole or not at all; and the marking that makes a record of verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from autograder.conventions import lines_of
from autograder.errors import GradingError
from autograder.model import (
    Assignment,
    Block,
    CheckResult,
    Finding,
    Observation,
    Outcome,
    Program,
    Question,
    QuestionResult,
    Record,
    RecordStatus,
    Submission,
    Verdict,
)


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
    findings = program.findings
    return Record(
        assignment=assignment.name,
        student_id=submission.student_id,
        status=RecordStatus.GRADED,
        score=total(questions, findings),
        max_score=_points(sum(question.max_score for question in graded)),
        questions=questions,
        findings=findings,
        option=program.fields.option,
        name=program.fields.name,
        group=program.fields.group,
        submission_sha256=submission.sha256,
        release_version=assignment.release_version,
        source=submission.source,
        received=submission.received.isoformat() if submission.received else None,
    )


def total(questions: Iterable[QuestionResult], findings: Iterable[Finding]) -> float:
    """Add up a record's score: what the questions earned and the findings cost, never below 0."""
    earned = sum(question.score for question in questions if not question.written)
    return _points(max(0.0, earned + sum(finding.points for finding in findings)))


def unmarked(
    status: RecordStatus, reason: str, assignment: Assignment, *, student_id: str, sha256: str, source: str
) -> Record:
    """Keep a submission that has no score of its own: rejected for a reason of its own, or not graded for one of ours."""
    return Record(
        assignment=assignment.name,
        student_id=student_id,
        status=status,
        score=0.0,
        max_score=_points(sum(question.max_points for question in assignment.questions if not question.written)),
        reason=reason,
        submission_sha256=sha256,
        release_version=assignment.release_version,
        source=source,
    )


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
            id=question.id, title=question.title, score=0.0, max_score=question.max_points, written=True, code=text
        )
    mine = [verdict for verdict in verdicts if verdict.question == question.id]
    return QuestionResult(
        id=question.id,
        title=question.title,
        score=_points(sum(verdict.points for verdict in mine)),
        max_score=_points(question.max_points),
        checks=tuple(_check(verdict) for verdict in mine),
        code=block.text if block else "",
        line=_raised_at(question, block, observations),
        given=tuple(sorted({name for check in question.checks for name in check.given})),
    )


def _check(verdict: Verdict) -> CheckResult:
    return CheckResult(
        name=verdict.check,
        title=verdict.title,
        status=verdict.status,
        points=_points(verdict.points),
        max_points=_points(verdict.max_points),
        message=verdict.message,
        hint=verdict.hint,
        near_miss=verdict.near_miss,
    )


def _raised_at(question: Question, block: Block | None, observations: Iterable[Observation]) -> int | None:
    """Find the line of the student's text that raised, from 1."""
    if block is None:
        return None
    for observation in observations:
        if (
            observation.case.startswith(f"{question.id}.")
            and observation.outcome is Outcome.RAISED
            and observation.line
        ):
            source = lines_of(block.source)
            wanted = source[observation.line - 1].strip() if observation.line <= len(source) else ""
            own = observation.line - block.first_line + 1
            lines = lines_of(block.text)
            if 1 <= own <= len(lines) and lines[own - 1].strip() == wanted:
                return own
            return next((n for n, line in enumerate(lines, 1) if wanted and line.strip() == wanted), None)
    return None


def _points(value: float) -> float:
    return round(value + 0.0, 6)


# ---------------------------------------------------------------- files


def encode(record: Record) -> bytes:
    """Write a record as indented JSON; the same record gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def decode(data: bytes) -> Record:
    """Read a record; raises GradingError when it is none."""
    try:
        return msgspec.json.decode(data, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise GradingError(found=f"this is no record: {error}", fix="Grade with --fresh.") from error


def load(path: Path) -> Record:
    """Read one record; raises GradingError naming the file when it can't be read."""
    try:
        return decode(path.read_bytes())
    except GradingError as error:
        raise GradingError(
            found=f"{path}: {error.found}", fix="Delete it and grade that hand-in again; the others stay."
        ) from error
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be read: {error.strerror}", fix="Check it and its permissions."
        ) from error


def load_all(folder: Path) -> list[Record]:
    """Read every record of a results folder, ordered by student; what can't be read is named in the error."""
    records = [load(path) for path in sorted((folder / "records").glob("*.json"))]
    return sorted(records, key=lambda record: record.student_id)
