"""Hold one assignment's rows of nbgrader's gradebook: read once, compared in memory, written together.

In: a connection and nbgrader's tables, the assignment, its release, then a record at a time. Out: inserts and updates of what changed.

nbgrader adds up cells; our score also has findings and lateness, and never falls below 0. The difference is entered as extra credit
on the last test cell, where a grader sees it and why, so every total that nbgrader shows is the record's score plus what people gave.
(Its own late penalty is left out of most of nbgrader's lists.) A grader's extra credit on that cell is kept: how much of it is ours
is remembered in the cell's comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy import Table
from sqlalchemy.engine import Connection

from autograder.errors import GradingError
from autograder.export.nbgrader import autograded_notebook
from autograder.export.nbgrader.autograded_notebook import Json
from autograder.model import Assignment, Record
from autograder.untrusted_text import for_markdown

Row = dict[str, Any]

COURSE = "default_course"  # nbgrader's own name for a course that has none

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
        self._assignment = self._assignment_id(assignment)
        self._notebook = self._notebook_id(assignment, released)
        self._released = {
            str(known["grade_id"]): autograded_notebook.source_of(cell)
            for cell, known in autograded_notebook.cells(released)
        }
        self._graded, self._solutions = self._cells(released)
        automatic = [name for name, (_, kind) in self._graded.items() if kind == "code"]
        self._last = automatic[-1] if automatic else None
        self._students = {row["id"]: row for row in self._rows("student")}
        self._submissions = {
            row["student_id"]: row for row in self._rows("submitted_assignment", assignment_id=self._assignment)
        }
        self._notebooks = {
            row["assignment_id"]: row["id"] for row in self._rows("submitted_notebook", notebook_id=self._notebook)
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
            question = results.get(name.removesuffix("_solution"))
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
        time = _utc(datetime.fromisoformat(record.received)) if record.received else None
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

    # ------------------------------------------------------------ the assignment

    def _assignment_id(self, assignment: Assignment) -> str:
        table, due = self._tables["assignment"], _utc(assignment.due)
        found = self._db.execute(sql.select(table.c.id, table.c.duedate).where(table.c.name == assignment.name)).first()
        if found is None:
            if not list(self._rows("course")):
                self._db.execute(sql.insert(self._tables["course"]), {"id": COURSE})
            course = next(iter(self._rows("course")))["id"]
            new = {"id": uuid4().hex, "name": assignment.name, "duedate": due, "course_id": course}
            self._db.execute(sql.insert(table), new)
            return str(new["id"])
        if found.duedate != due:
            self._db.execute(sql.update(table).where(table.c.id == found.id).values(duedate=due))
        return str(found.id)

    def _notebook_id(self, assignment: Assignment, released: Json) -> str:
        for row in self._rows("notebook", assignment_id=self._assignment, name=assignment.name):
            return str(row["id"])
        kernel = json.dumps(released["metadata"].get("kernelspec", {}))
        new = {"id": uuid4().hex, "name": assignment.name, "assignment_id": self._assignment, "kernelspec": kernel}
        self._db.execute(sql.insert(self._tables["notebook"]), new)
        return str(new["id"])

    def _cells(self, released: Json) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
        """Bring the gradebook's cells in line with the release; returns graded cells and solution cells, by name."""
        known = {
            (row["name"], row["type"]): str(row["id"]) for row in self._rows("base_cell", notebook_id=self._notebook)
        }
        sources = {row["name"]: row for row in self._rows("source_cell", notebook_id=self._notebook)}
        graded: dict[str, tuple[str, str]] = {}
        solutions: dict[str, str] = {}
        for cell, meta in autograded_notebook.cells(released):
            name, kind = str(meta["grade_id"]), str(cell["cell_type"])
            if meta.get("grade"):
                score = {"max_score": float(meta["points"]), "cell_type": kind}
                graded[name] = self._base_cell(known, name, "GradeCell", "grade_cells", score), kind
            if meta.get("solution"):
                solutions[name] = self._base_cell(known, name, "SolutionCell", "solution_cells", {})
            self._source_cell(sources.pop(name, None), cell, meta)
        self._remove(
            set(known.values()) - {cell for cell, _ in graded.values()} - set(solutions.values()), sources.values()
        )
        return graded, solutions

    def _base_cell(self, known: dict[tuple[str, str], str], name: str, kind: str, table: str, values: Row) -> str:
        if (name, kind) in known:
            if values:
                self._db.execute(
                    sql.update(self._tables[table]).where(self._tables[table].c.id == known[name, kind]).values(values)
                )
            return known[name, kind]
        made = uuid4().hex
        base = {"id": made, "name": name, "notebook_id": self._notebook, "type": kind}
        self._db.execute(sql.insert(self._tables["base_cell"]), base)
        self._db.execute(sql.insert(self._tables[table]), {"id": made, **values})
        return made

    def _source_cell(self, before: Row | None, cell: Json, meta: Json) -> None:
        locked = not meta.get("solution") and bool(meta.get("grade") or meta.get("locked"))
        values: Row = {
            "cell_type": cell["cell_type"],
            "locked": locked,
            "source": autograded_notebook.source_of(cell),
            "checksum": meta.get("checksum"),
        }
        table = self._tables["source_cell"]
        if not (locked or meta.get("solution")):
            return
        if before is None:
            made = {"id": uuid4().hex, "name": str(meta["grade_id"]), "notebook_id": self._notebook, **values}
            self._db.execute(sql.insert(table), made)
        elif any(before[key] != value for key, value in values.items()):
            self._db.execute(sql.update(table).where(table.c.id == before["id"]).values(values))

    def _remove(self, gone: set[str], sources: Iterable[Row]) -> None:
        """Remove cells that the release no longer has, unless people's marks hang on them."""
        grade, comment = self._tables["grade"], self._tables["comment"]
        marked = sql.select(sql.func.count()).where(grade.c.cell_id.in_(gone), grade.c.manual_score.is_not(None))
        if gone and self._db.execute(marked).scalar():
            raise GradingError(
                found="the gradebook holds marks given by hand for cells that the release no longer has",
                fix="Bring those cells back, or export the marks and begin with a new gradebook.db.",
            )
        for table, column in (
            (grade, "cell_id"),
            (comment, "cell_id"),
            *((self._tables[t], "id") for t in ("grade_cells", "solution_cells", "task_cells", "base_cell")),
        ):
            if gone:
                self._db.execute(sql.delete(table).where(table.c[column].in_(gone)))
        old = [row["id"] for row in sources]
        if old:
            self._db.execute(sql.delete(self._tables["source_cell"]).where(self._tables["source_cell"].c.id.in_(old)))

    # ------------------------------------------------------------ rows

    def _rows(self, table: str, **equal: str) -> Iterator[Row]:
        query = sql.select(self._tables[table]).where(
            *(self._tables[table].c[key] == value for key, value in equal.items())
        )
        return (dict(row) for row in self._db.execute(query).mappings())

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


def _ours(comment: str | None) -> float:
    """Read from a cell's comment how much of its extra credit is ours."""
    remembered = _OURS.match(comment or "")
    return float(remembered["points"]) if remembered else 0.0


def _cell_source(notebook: Json, name: str) -> str | None:
    return next(
        (
            autograded_notebook.source_of(cell)
            for cell, known in autograded_notebook.cells(notebook)
            if known["grade_id"] == name
        ),
        None,
    )


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None)
