"""Turn an assignment's records into marks.csv: a row per student, a column per question.

Only graded work has numbers: what was rejected or not graded has empty cells, so that no spreadsheet takes it for a zero.
Written questions have a column too, empty until a person has read them.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder import spreadsheet
from autograder.model import Assignment, Record, RecordStatus
from autograder.spreadsheet import Value

COLUMNS = ("student_id", "name", "status", "score", "max_score", "late_days", "option")


def table(records: Iterable[Record], assignment: Assignment) -> str:
    """Write the marks of all students, in the order of their ids."""
    questions = [question.id for question in assignment.questions]
    rows: list[list[Value]] = [[*COLUMNS, *questions]]
    rows += [_row(record, questions) for record in sorted(records, key=lambda record: record.student_id)]
    return spreadsheet.write(rows)


def _row(record: Record, questions: list[str]) -> list[Value]:
    if record.status is not RecordStatus.GRADED:
        return [record.student_id, record.name, str(record.status), *[None] * (len(COLUMNS) - 3 + len(questions))]
    scores = {question.id: question.score for question in record.questions if not question.written}
    return [
        record.student_id,
        record.name,
        str(record.status),
        record.score,
        record.max_score,
        record.late_days,
        record.option,
        *[scores.get(question) for question in questions],
    ]
