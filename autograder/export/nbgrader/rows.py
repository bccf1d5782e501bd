"""Hold one assignment's rows of nbgrader's gradebook: read once, compared in memory, written together.

In: a connection and nbgrader's tables, the assignment, its release, then a record at a time. Out: inserts and updates of what changed.

nbgrader adds up cells; our score also has findings and lateness, and never falls below 0. The difference is entered as extra credit
on the last test cell, where a grader sees it and why, so every total that nbgrader shows is the record's score plus what people gave.
(Its own late penalty is left out of most of nbgrader's lists.) A grader's extra credit on that cell is kept: how much of it is ours
is remembered in the cell's comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy import Table
from sqlalchemy.engine import Connection

from autograder.conventions import question_of_cell
from autograder.export.nbgrader import autograded_notebook
from autograder.export.nbgrader.assignment_rows import AssignmentRows, Row, equal_rows, utc
from autograder.intake.ipynb import Json, source_of
from autograder.model import Assignment, Record
from autograder.untrusted_text import for_markdown

_OURS = re.compile(r"(?P<points>-?[\d.]+) points for how the work was handed in")


class Ledger:
    """One assignment's rows: read once, compared in memory, written together."""

    def __init__(
        self, connection: Connection, tables: Mapping[str, Table], assignment: Assignment, released: Json
    ) -> None:
        self._db = connection
        self._tables = tables
        self._fresh: set[str] = set()
        self._new: dict[str, list[Row]] = {}
        self._changed: dict[str, list[Row]] = {}
        rows = AssignmentRows(connection, tables, assignment, released)
        self._assignment, self._notebook = rows.assignment, rows.notebook
        self._graded, self._solutions = rows.graded, rows.solutions
        self._released = {
            str(known["grade_id"]): source_of(cell) for cell, known in autograded_notebook.cells(released)
        }
        automatic = [name for name, (_, kind) in self._graded.items() if kind == "code"]
        self._last = automatic[-1] if automatic else None
        self._students = {row["id"]: row for row in equal_rows(connection, tables["student"])}
        self._submissions = {
            row["student_id"]: row
            for row in equal_rows(connection, tables["submitted_assignment"], assignment_id=self._assignment)
        }
        self._notebooks = {
            row["assignment_id"]: row["id"]
            for row in equal_rows(connection, tables["submitted_notebook"], notebook_id=self._notebook)
        }
        mine = sql.select(self._tables["submitted_notebook"].c.id).where(
            self._tables["submitted_notebook"].c.notebook_id == self._notebook
        )
        self._grades = self._of_notebooks("grade", mine)
        self._comments = self._of_notebooks("comment", mine)

    def enter(self, record: Record, notebook: Json, path: Path) -> None:
        """Enter one record's scores, comments and deductions; remember what must be written."""
        book = self._submission(record)
        results = {question.id: question for question in record.questions}
        total = 0.0
        for name, (cell, kind) in self._graded.items():
            before = self._grades.get((book, cell), {})
            values: Row = {"needs_manual_grade": False, "auto_score": None}
            if kind == "code" and name in results:
                values["auto_score"] = results[name].score
                total += results[name].score
                if before.get("manual_score") is not None:
                    values["needs_manual_grade"] = (
                        before["needs_manual_grade"] or before["auto_score"] != results[name].score
                    )
            elif kind == "code":
                values["needs_manual_grade"] = True
            else:
                values |= self._written(name, before, notebook, path)
            self._put("grade", before, {"cell_id": cell, "notebook_id": book}, values)
        for name, cell in self._solutions.items():
            question = results.get(question_of_cell(name))
            said = autograded_notebook.comment(question) if question else None
            if question and question.written and self._is_blank(name, notebook):
                said = "No response."
            self._put(
                "comment",
                self._comments.get((book, cell), {}),
                {"cell_id": cell, "notebook_id": book},
                {"auto_comment": said},
            )
        self._deduct(record, book, round(record.score - total, 6))

    def write(self) -> None:
        """Write all that was entered."""
        for table in ("student", "submitted_assignment", "submitted_notebook", "grade", "comment"):
            if rows := self._new.get(table):
                self._db.execute(sql.insert(self._tables[table]), rows)
        for table, changes in self._changed.items():
            column = self._tables[table].c.id
            for fields in {tuple(row) for row in changes}:
                alike = [{f"to_{key}": value for key, value in row.items()} for row in changes if tuple(row) == fields]
                values: Row = {key: sql.bindparam(f"to_{key}") for key in fields if key != "id"}
                self._db.execute(
                    sql.update(self._tables[table]).where(column == sql.bindparam("to_id")).values(values), alike
                )

    # ------------------------------------------------------------ one submission

    def _submission(self, record: Record) -> str:
        known = self._students.get(record.student_id)
        name = for_markdown(" ".join(record.name.replace(",", " ").replace('"', "'").split()))[:120].lstrip("=+-@ ")
        if known is None:
            self._students[record.student_id] = self._add(
                "student", id=record.student_id, last_name=name or None, first_name="" if name else None
            )
        elif not known["last_name"] and not known["first_name"] and name:
            self._change("student", known, {"last_name": name, "first_name": ""})
        time = utc(datetime.fromisoformat(record.received)) if record.received else None
        submission = self._submissions.get(record.student_id)
        if submission is None:
            submission = self._add(
                "submitted_assignment", assignment_id=self._assignment, student_id=record.student_id, timestamp=time
            )
            self._submissions[record.student_id] = submission
        else:
            self._change("submitted_assignment", submission, {"timestamp": time or submission["timestamp"]})
        if submission["id"] not in self._notebooks:
            made = self._add(
                "submitted_notebook", notebook_id=self._notebook, assignment_id=submission["id"], flagged=False
            )
            self._notebooks[submission["id"]] = made["id"]
        return str(self._notebooks[submission["id"]])

    def _written(self, name: str, before: Row, notebook: Json, path: Path) -> Row:
        """Decide what a written answer waits for: nothing when blank, else a person, again when the answer changed."""
        if self._is_blank(name, notebook):
            return {"auto_score": 0.0, "needs_manual_grade": False}
        if before.get("manual_score") is None:
            return {"auto_score": None, "needs_manual_grade": True}
        same = autograded_notebook.kept_source(path, name) == _cell_source(notebook, name)
        return {"auto_score": None, "needs_manual_grade": before["needs_manual_grade"] or not same}

    def _is_blank(self, name: str, notebook: Json) -> bool:
        return _cell_source(notebook, name) == self._released.get(name)

    def _deduct(self, record: Record, book: str, points: float) -> None:
        """Enter what findings and lateness cost as extra credit on the last test cell, beside a grader's own."""
        if self._last is None:
            return
        cell = self._graded[self._last][0]
        grade, comment = self._grades[book, cell], self._comments.get((book, cell), {})
        theirs = round((grade.get("extra_credit") or 0.0) - _ours(comment.get("auto_comment")), 6)
        entered = points + theirs
        self._change(
            "grade", grade, {"extra_credit": entered if entered or grade.get("extra_credit") is not None else None}
        )
        if points or comment:
            why = ", ".join(sorted({finding.rule.replace("_", " ") for finding in record.findings if finding.points}))
            said = f"{points:g} points for how the work was handed in ({why})" if points else None
            self._put("comment", comment, {"cell_id": cell, "notebook_id": book}, {"auto_comment": said})

    # ------------------------------------------------------------ rows

    def _of_notebooks(self, table: str, notebooks: sql.Select[Any]) -> dict[tuple[str, str], Row]:
        query = sql.select(self._tables[table]).where(self._tables[table].c.notebook_id.in_(notebooks))
        return {(row["notebook_id"], row["cell_id"]): dict(row) for row in self._db.execute(query).mappings()}

    def _put(self, table: str, before: Row, where: Row, values: Row) -> None:
        if before:
            self._change(table, before, values)
        else:
            kept = self._grades if table == "grade" else self._comments
            kept[where["notebook_id"], where["cell_id"]] = self._add(table, **where, **values)

    def _add(self, table: str, **values: Any) -> Row:
        row: Row = {column.name: None for column in self._tables[table].columns} | {"id": uuid4().hex} | values
        self._new.setdefault(table, []).append(row)
        self._fresh.add(row["id"])
        return row

    def _change(self, table: str, row: Row, values: Row) -> None:
        if any(row.get(key) != value for key, value in values.items()):
            row |= values
            if row["id"] not in self._fresh:
                self._changed.setdefault(table, []).append({**values, "id": row["id"]})


def given_by_hand(connection: Connection, tables: Mapping[str, Table], name: str) -> dict[str, float]:
    """Add up, by student, what people entered: scores in place of ours, and extra credit that isn't ours."""
    grade, book, submission = tables["grade"], tables["submitted_notebook"], tables["submitted_assignment"]
    assignment, comment = tables["assignment"], tables["comment"]
    query = (
        sql.select(
            submission.c.student_id,
            grade.c.auto_score,
            grade.c.manual_score,
            grade.c.extra_credit,
            comment.c.auto_comment,
        )
        .join_from(grade, book, grade.c.notebook_id == book.c.id)
        .join(submission, book.c.assignment_id == submission.c.id)
        .join(assignment, submission.c.assignment_id == assignment.c.id)
        .outerjoin(
            comment, sql.and_(comment.c.notebook_id == grade.c.notebook_id, comment.c.cell_id == grade.c.cell_id)
        )
        .where(assignment.c.name == name)
    )
    points: dict[str, float] = {}
    for student, auto, manual, extra, said in connection.execute(query):
        given = (extra or 0.0) - _ours(said) + (manual - (auto or 0.0) if manual is not None else 0.0)
        points[student] = round(points.get(student, 0.0) + given, 6)
    return points


def unread(connection: Connection, tables: Mapping[str, Table], name: str) -> dict[str, int]:
    """Count, by student, the cells that need a person: 0 for those of whom everything is marked."""
    grade, book, submission = tables["grade"], tables["submitted_notebook"], tables["submitted_assignment"]
    assignment = tables["assignment"]
    query = (
        sql.select(submission.c.student_id, grade.c.needs_manual_grade)
        .join_from(grade, book, grade.c.notebook_id == book.c.id)
        .join(submission, book.c.assignment_id == submission.c.id)
        .join(assignment, submission.c.assignment_id == assignment.c.id)
        .where(assignment.c.name == name)
    )
    count: dict[str, int] = {}
    for student, needed in connection.execute(query):
        count[student] = count.get(student, 0) + bool(needed)
    return count


def _ours(comment: str | None) -> float:
    """Read from a cell's comment how much of its extra credit is ours."""
    remembered = _OURS.match(comment or "")
    return float(remembered["points"]) if remembered else 0.0


def _cell_source(notebook: Json, name: str) -> str | None:
    return next(
        (source_of(cell) for cell, known in autograded_notebook.cells(notebook) if known["grade_id"] == name),
        None,
    )
