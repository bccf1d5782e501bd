"""Show a record in Gradescope: what results.json says of it.

Comes in: a Record and its Assignment. Goes out: results.json's content; for a fault of ours an error, since there is no score to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograder.conventions.plurals import counted
from autograder.errors import GradingError
from autograder.model import Assignment, CheckResult, Record, RecordStatus, Status

Json = dict[str, Any]


def results(record: Record, assignment: Assignment) -> Json:
    """Give what Gradescope shows of a record; raises GradingError for a fault of ours, which isn't to be shown as a score."""
    if record.status is RecordStatus.NOT_GRADED:
        raise GradingError(
            found=f"this submission wasn't graded: {record.reason}",
            fix="Mend the cause, then let Gradescope run it again.",
        )
    extra = {
        "status": str(record.status),
        "assignment": record.assignment,
        "student_id": record.student_id,
        "late_days": record.late_days,
        "option": record.option,
        "findings": [finding.rule for finding in record.findings],
        "submission_sha256": record.submission_sha256,
        "release_version": record.release_version,
        "device": record.device,
        "sandbox_level": record.sandbox_level,
    }
    return {
        "score": record.score,
        "execution_time": round(sum(record.seconds.values())),
        "output": _output(record, assignment),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": extra,
        "tests": list(_tests(record)),
    }


def _tests(record: Record) -> Iterator[Json]:
    number = 0
    for question in record.questions:
        if question.written:
            continue
        number += 1
        for place, check in enumerate(question.checks, start=1):
            yield {
                "name": f"{question.title or question.id}: {check.title}",
                "number": f"{number}.{place}",
                "score": check.points,
                "max_score": check.max_points,
                "status": "passed" if check.status is Status.PASSED else "failed",
                "output": _clean(_said(check)),
                "tags": [question.id],
                "visibility": "visible",
            }


def _said(check: CheckResult) -> str:
    if check.status is Status.PASSED or not check.charged:
        return check.message or ""
    lines = [
        check.message or ("Not run: an earlier failure made it pointless." if check.status is Status.NOT_RUN else "")
    ]
    lines += [f"It looks like a known mistake: {check.near_miss}."] if check.near_miss else []
    lines += [f"Hint: {check.hint}"] if check.hint and check.status is Status.FAILED else []
    return "\n".join(line for line in lines if line)


def _output(record: Record, assignment: Assignment) -> str:
    if record.status is RecordStatus.REJECTED:
        return _clean(
            f"This file couldn't be graded: {record.reason}\n"
            "Nothing in it was run, so the 0 is no mark of your answers: hand in again, and the new file counts."
        )
    lines = [f"{assignment.title}: {record.score:g} of {counted(record.max_score, 'point')}."]
    written = sum(question.max_score for question in record.questions if question.written)
    lines += [f"A person will read the written answers, for up to {counted(written, 'more point')}."] if written else []
    lines += [
        f"{finding.message} ({counted(finding.points, 'point')})" if finding.points else finding.message
        for finding in record.findings
    ]
    return _clean("\n".join(lines))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
