"""Make the record of a hand-in that has no score of its own: rejected for a reason of its own, or not graded for one of ours.

Comes in: the file and the reason. Goes out: a Record. Workers and the command make them alike; who has only an outline of the assignment can.
"""

from __future__ import annotations

import platform
from dataclasses import replace

from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.untrusted_text import as_id


def unmarked(
    status: RecordStatus, reason: str, assignment: Assignment, *, student_id: str, sha256: str, source: str
) -> Record:
    """Keep a submission that has no score of its own."""
    points = sum(question.max_points for question in assignment.questions if not question.written)
    return Record(
        assignment=assignment.name,
        student_id=student_id,
        status=status,
        score=0.0,
        max_score=round(points + 0.0, 6),
        reason=reason,
        submission_sha256=sha256,
        release_version=assignment.release_version,
        source=source,
        python=platform.python_version(),
    )


def not_graded(file: SubmittedFile, reason: str, assignment: Assignment) -> Record:
    """Make what is left of a hand-in that no process could grade: a record with the reason, which is no zero."""
    made = unmarked(
        RecordStatus.NOT_GRADED,
        reason,
        assignment,
        student_id=file.student_id or as_id(file.source),
        sha256="",
        source=file.source,
    )
    return with_file(made, file)


def not_graded_again(before: Record, reason: str) -> Record:
    """Say that marking again failed, with all that is known of the hand-in, lateness above all."""
    return replace(before, status=RecordStatus.NOT_GRADED, score=0.0, reason=reason)


def with_file(made: Record, file: SubmittedFile) -> Record:
    """Keep what was known of a file before it was read; its other files are listed, since there are no findings to name them."""
    listed = tuple(dict.fromkeys((*attempts(file), *file.beside)))
    return replace(made, attempts=listed, team=file.team, marked_late=file.late)


def attempts(file: SubmittedFile) -> tuple[str, ...]:
    """Name the student's files that don't count, each once."""
    return tuple(dict.fromkeys((*file.earlier, *file.attempts)))
