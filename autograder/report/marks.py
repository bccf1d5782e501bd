"""Turn an assignment's records into marks.csv: a row per student, a column per question.

Only graded work has numbers: what was rejected, not graded or never handed in has empty cells, so that no spreadsheet takes it for a zero.
Written questions have a column too, empty until a person has read them. max_score counts the automatically graded points, out_of all of them;
waiting says how many answers a person has yet to read: their points aren't in the score. No two columns have one heading: a question that is
called as a column of its own is here `question: score`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from autograder.model import Assignment, Record, RecordStatus
from autograder.results import csv_files
from autograder.results.csv_files import Value

COLUMNS = ("student_id", "name", "status", "score", "max_score", "late_days", "option", "out_of", "waiting")


def table(
    records: Iterable[Record],
    assignment: Assignment,
    missing: Mapping[str, str] = MappingProxyType({}),
    excused: Collection[str] = (),
) -> str:
    """Write the marks of all students, in the order of their ids; `missing` maps those without a hand-in to their names, some `excused`."""
    questions = [question.id for question in assignment.questions]
    rows: list[list[Value]] = [[*COLUMNS, *map(_heading, questions)]]
    own = [_row(record, questions) for record in records]
    own += [_empty(one, name, "excused" if one in excused else "missing", questions) for one, name in missing.items()]
    rows += sorted(own, key=lambda row: str(row[0]))
    return csv_files.write(rows)


def _heading(question: str) -> str:
    """Name a question's column: by its id, unless a column of every assignment is called so, which readers by name would take for it."""
    return f"question: {question}" if question in COLUMNS else question


def _row(record: Record, questions: list[str]) -> list[Value]:
    if record.status is not RecordStatus.GRADED:
        return _empty(record.student_id, record.name, str(record.status), questions)
    scores = {
        question.id: question.score
        for question in record.questions
        if not question.written or question.marked or not question.waiting
    }
    return [
        record.student_id,
        record.name,
        str(record.status),
        record.score,
        record.max_score,
        record.late_days,
        record.option,
        record.out_of,
        record.waiting,
        *[scores.get(question) for question in questions],
    ]


def _empty(student_id: str, name: str, status: str, questions: list[str]) -> list[Value]:
    return [student_id, name, status, *[None] * (len(COLUMNS) - 3 + len(questions))]
