"""Hold one assignment's rows of nbgrader's gradebook: read once, compared in memory, written together.

In: a connection and nbgrader's tables, the assignment, its release, then a record at a time. Out: inserts and updates of what changed.

nbgrader adds up cells; our score also has findings and lateness, and never falls below 0. The difference is entered as extra credit
on the last test cell, where a grader sees it and why, so every total that nbgrader shows is the record's score with what people gave.
(Its own late penalty is left out of most of nbgrader's lists.) A grader's extra credit on that cell is kept: how much of it is ours
is remembered in the cell's comment. Who is excused after their hand-in was graded keeps the rows, for the marks that hang on them, and
their total is made 0: nbgrader has no other word for no score.
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

from autograder.conventions import question_of_cell, solution_cell
from autograder.conventions.plurals import counted
from autograder.export.nbgrader import autograded_notebook
from autograder.export.nbgrader.assignment_rows import AssignmentRows, Row, equal_rows, utc
from autograder.export.nbgrader.check_decisions import Decisions
from autograder.intake.ipynb import Json, source_of
from autograder.model import Assignment, QuestionResult, Record
from autograder.results import hand_marks
from autograder.results.hand_marks import GivenMark
from autograder.untrusted_text import for_markdown

_OURS = re.compile(r"(?P<points>-?[\d.]+) points? for how the work was handed in")


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
        self._graded, self._solutions, self._now_waiting = rows.graded, rows.solutions, rows.now_waiting
        self._decisions = Decisions(connection, assignment.name)
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

    def enter(self, record: Record, notebook: Json, path: Path, last: Record | None = None) -> None:
        """Enter one record's scores, comments and deductions, as the checks gave them; remember what must be written.

        Whether an answer changed is told by the notebook at path, or by the last record where one is given.
        """
        book = self._submission(record)
        record = hand_marks.automatic(record)
        results = {question.id: question for question in record.questions}
        for name, (cell, kind) in self._graded.items():
            before = self._grades.get((book, cell), {})
            values: Row = {"needs_manual_grade": False, "auto_score": None}
            by_hand = kind != "code" or (name in results and results[name].written)
            if not by_hand and name in results:
                values["auto_score"] = results[name].score
                if before.get("manual_score") is not None:
                    values["needs_manual_grade"] = (
                        before["needs_manual_grade"] or before["auto_score"] != results[name].score
                    )
                    values |= self._followed(record.student_id, results[name], book, before)
            elif not by_hand:
                values["needs_manual_grade"] = True
            else:
                answers = {one.id: one.code for one in last.questions} if last else {}
                same = name in results and answers.get(name) == results[name].code
                values |= self._written(name, before, notebook, path, same=same)
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
        self._deduct(record, book)

    def excuse(self, record: Record) -> None:
        """Make the total 0 of somebody who is excused and has rows here; what people gave stays on them."""
        submission = self._submissions.get(record.student_id)
        book = self._notebooks.get(submission["id"]) if submission else None
        if book is None:
            return
        for cell, kind in self._graded.values():
            if before := self._grades.get((book, cell)):
                points = 0.0 if kind == "code" else None
                self._change("grade", before, {"auto_score": points, "needs_manual_grade": False})
        self._deduct(record, book)

    def write(self) -> None:
        """Write all that was entered."""
        self._decisions.write()
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

    def _written(self, name: str, before: Row, notebook: Json, path: Path, *, same: bool) -> Row:
        """Decide what a written answer waits for: nothing when blank, else a person, again when the answer changed; our text around it may."""
        blank = self._is_blank(name, notebook)
        points = 0.0 if blank else None
        if before.get("manual_score") is None:
            return {"auto_score": points, "needs_manual_grade": not blank}
        before_now = autograded_notebook.kept_cell(path, name), _cell(notebook, name)
        same = same or len({autograded_notebook.student_part(one) for one in before_now}) == 1
        return {"auto_score": points, "needs_manual_grade": before["needs_manual_grade"] or not same}

    def _followed(self, student: str, question: QuestionResult, book: str, before: Row) -> Row:
        """Have a mark that rests on decisions about checks follow their points; then it needn't wait for these alone."""
        cell = self._solutions.get(question.id) or self._solutions.get(solution_cell(question.id), "")
        told = self._comments.get((book, cell), {})
        if (made := self._decisions.follow(student, question, before, told)) is None:
            return {}
        if told:
            self._change("comment", told, {"manual_comment": made.comment or None})
        same = before["auto_score"] == question.score and before["id"] in self._now_waiting
        return {"manual_score": made.score} | ({"needs_manual_grade": False} if same else {})

    def _is_blank(self, name: str, notebook: Json) -> bool:
        cell = _cell(notebook, name)
        return cell is not None and source_of(cell) == self._released.get(name)

    def _deduct(self, record: Record, book: str) -> None:
        """Enter what findings and lateness cost, or an excuse, as extra credit on the last test cell, beside a grader's own."""
        if self._last is None or (book, self._graded[self._last][0]) not in self._grades:
            return
        marks = {name: self._mark(name, book) for name in self._graded}
        cells = 0.0
        for name, (cell, _) in self._graded.items():
            automatic = self._grades.get((book, cell), {}).get("auto_score")
            score = automatic if marks[name].score is None else marks[name].score
            # nbgrader adds none where there is no score
            cells += 0.0 if score is None else score + marks[name].extra_credit
        points = round(hand_marks.put(record, tuple(marks.values())).score - cells, 6) + 0.0
        cell, theirs = self._graded[self._last][0], marks[self._last].extra_credit
        grade, comment = self._grades[book, cell], self._comments.get((book, cell), {})
        entered = points + theirs
        self._change(
            "grade", grade, {"extra_credit": entered if entered or grade.get("extra_credit") is not None else None}
        )
        if points or comment:
            rules = {finding.rule.replace("_", " ") for finding in record.findings if finding.points}
            why = ", ".join(sorted(rules)) or str(record.status).replace("_", " ")
            said = f"{counted(points, 'point')} for how the work was handed in ({why})" if points else None
            self._put("comment", comment, {"cell_id": cell, "notebook_id": book}, {"auto_comment": said})

    def _mark(self, name: str, book: str) -> GivenMark:
        cell = self._graded[name][0]
        grade = self._grades.get((book, cell), {})
        ours = _ours(self._comments.get((book, cell), {}).get("auto_comment"))
        return GivenMark(name, grade.get("manual_score"), _theirs(grade.get("extra_credit"), ours))

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


def given(connection: Connection, tables: Mapping[str, Table], name: str) -> dict[str, tuple[GivenMark, ...]]:
    """Read, by student, what people gave: a mark for each graded cell, whether they gave one or not."""
    grade, comment, cell = tables["grade"], tables["comment"], tables["base_cell"]
    comments: dict[tuple[str, str], list[str]] = {}
    ours: dict[tuple[str, str], float] = {}
    for student, cell_name, auto, manual in connection.execute(
        _of_assignment(tables, name, comment, cell.c.name, comment.c.auto_comment, comment.c.manual_comment)
    ).all():
        ours[student, cell_name] = _ours(auto)
        if manual and manual.strip() not in ("", (auto or "").strip()):  # formgrader may save what we wrote as theirs
            comments.setdefault((student, question_of_cell(cell_name)), []).append(manual.strip())
    marks: dict[str, list[GivenMark]] = {}
    columns = (cell.c.name, grade.c.manual_score, grade.c.extra_credit, grade.c.needs_manual_grade)
    for student, question, score, extra, waits in connection.execute(
        _of_assignment(tables, name, grade, *columns)
    ).all():
        said = "\n\n".join(comments.get((student, question), ()))
        mark = GivenMark(question, score, _theirs(extra, ours.get((student, question), 0.0)), said, bool(waits))
        marks.setdefault(student, []).append(mark)
    return {student: tuple(listed) for student, listed in marks.items()}


def _of_assignment(
    tables: Mapping[str, Table], name: str, table: Table, *columns: sql.ColumnElement[Any]
) -> sql.Select[Any]:
    book, submission, assignment, cell = (
        tables[one] for one in ("submitted_notebook", "submitted_assignment", "assignment", "base_cell")
    )
    return (
        sql.select(submission.c.student_id, *columns)
        .join_from(table, book, table.c.notebook_id == book.c.id)
        .join(cell, table.c.cell_id == cell.c.id)
        .join(submission, book.c.assignment_id == submission.c.id)
        .join(assignment, submission.c.assignment_id == assignment.c.id)
        .where(assignment.c.name == name)
        .order_by(submission.c.student_id, cell.c.name)
    )


def _theirs(extra: float | None, ours: float) -> float:
    """Take our part off a cell's extra credit; what is left is a person's."""
    return round((extra or 0.0) - ours, 6) + 0.0


def _ours(comment: str | None) -> float:
    """Read from a cell's comment how much of its extra credit is ours."""
    remembered = _OURS.match(comment or "")
    return float(remembered["points"]) if remembered else 0.0


def _cell(notebook: Json, name: str) -> Json | None:
    return next((cell for cell, known in autograded_notebook.cells(notebook) if known["grade_id"] == name), None)
