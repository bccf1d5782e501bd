"""Bring nbgrader's rows of an assignment itself in line with its release: the assignment, its notebook, its cells.

In: a connection and nbgrader's tables, the assignment, its release. Out: the ids of those rows, for the students' rows to point at.
Raises GradingError where people's marks hang on a cell that the release no longer has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy import Table
from sqlalchemy.engine import Connection

from autograder.errors import GradingError
from autograder.export.nbgrader import autograded_notebook
from autograder.intake.ipynb import Json, source_of
from autograder.model import Assignment

Row = dict[str, Any]

COURSE = "default_course"  # nbgrader's own name for a course that has none


class AssignmentRows:
    """The rows of an assignment, its notebook and its cells, once they agree with the release."""

    assignment: str  # ids
    notebook: str
    graded: dict[str, tuple[str, str]]  # a graded cell's name → its id, "code" or "markdown"
    solutions: dict[str, str]  # a solution cell's name → its id
    # rows of grade whose mark by hand waits for a person since their cell is worth other points
    now_waiting: frozenset[str]

    def __init__(
        self, connection: Connection, tables: Mapping[str, Table], assignment: Assignment, released: Json
    ) -> None:
        self._db = connection
        self._tables = tables
        self.assignment = self._assignment_id(assignment)
        self.notebook = self._notebook_id(assignment, released)
        before = self._worth()
        self.graded, self.solutions = self._cells(released)
        self.now_waiting = self._have_wait(
            {cell for cell, points in self._worth().items() if before.get(cell, points) != points}
        )

    def _assignment_id(self, assignment: Assignment) -> str:
        table, due = self._tables["assignment"], utc(assignment.due)
        row = self._db.execute(sql.select(table.c.id, table.c.duedate).where(table.c.name == assignment.name)).first()
        if row is None:
            if not list(self._equal("course")):
                self._db.execute(sql.insert(self._tables["course"]), {"id": COURSE})
            course = next(iter(self._equal("course")))["id"]
            new = {"id": uuid4().hex, "name": assignment.name, "duedate": due, "course_id": course}
            self._db.execute(sql.insert(table), new)
            return str(new["id"])
        if row.duedate != due:
            self._db.execute(sql.update(table).where(table.c.id == row.id).values(duedate=due))
        return str(row.id)

    def _notebook_id(self, assignment: Assignment, released: Json) -> str:
        for row in self._equal("notebook", assignment_id=self.assignment, name=assignment.name):
            return str(row["id"])
        kernel = json.dumps(released["metadata"].get("kernelspec", {}))
        new = {"id": uuid4().hex, "name": assignment.name, "assignment_id": self.assignment, "kernelspec": kernel}
        self._db.execute(sql.insert(self._tables["notebook"]), new)
        return str(new["id"])

    def _cells(self, released: Json) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
        """Bring the gradebook's cells in line with the release; returns graded cells and solution cells, by name."""
        known = {
            (row["name"], row["type"]): str(row["id"]) for row in self._equal("base_cell", notebook_id=self.notebook)
        }
        sources = {row["name"]: row for row in self._equal("source_cell", notebook_id=self.notebook)}
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

    def _worth(self) -> dict[str, float]:
        graded, cell = self._tables["grade_cells"], self._tables["base_cell"]
        query = sql.select(graded.c.id, graded.c.max_score).join_from(graded, cell, graded.c.id == cell.c.id)
        rows = self._db.execute(query.where(cell.c.notebook_id == self.notebook)).all()
        return {str(row.id): float(row.max_score) for row in rows}

    def _have_wait(self, cells: set[str]) -> frozenset[str]:
        """Have marks by hand wait for a person where their cell is worth other points now; the marks stay."""
        grade = self._tables["grade"]
        mine = sql.and_(
            grade.c.cell_id.in_(cells), grade.c.manual_score.is_not(None), grade.c.needs_manual_grade.is_(False)
        )
        found = (
            frozenset(map(str, self._db.execute(sql.select(grade.c.id).where(mine)).scalars()))
            if cells
            else frozenset[str]()
        )
        if found:
            self._db.execute(sql.update(grade).where(mine).values(needs_manual_grade=True))
        return found

    def _base_cell(self, known: dict[tuple[str, str], str], name: str, kind: str, table: str, values: Row) -> str:
        if (name, kind) in known:
            if values:
                self._db.execute(
                    sql.update(self._tables[table]).where(self._tables[table].c.id == known[name, kind]).values(values)
                )
            return known[name, kind]
        made = uuid4().hex
        base = {"id": made, "name": name, "notebook_id": self.notebook, "type": kind}
        self._db.execute(sql.insert(self._tables["base_cell"]), base)
        self._db.execute(sql.insert(self._tables[table]), {"id": made, **values})
        return made

    def _source_cell(self, before: Row | None, cell: Json, meta: Json) -> None:
        locked = not meta.get("solution") and bool(meta.get("grade") or meta.get("locked"))
        values: Row = {
            "cell_type": cell["cell_type"],
            "locked": locked,
            "source": source_of(cell),
            "checksum": meta.get("checksum"),
        }
        table = self._tables["source_cell"]
        if not (locked or meta.get("solution")):
            return
        if before is None:
            made = {"id": uuid4().hex, "name": str(meta["grade_id"]), "notebook_id": self.notebook, **values}
            self._db.execute(sql.insert(table), made)
        elif any(before[key] != value for key, value in values.items()):
            self._db.execute(sql.update(table).where(table.c.id == before["id"]).values(values))

    def _remove(self, gone: set[str], sources: Iterable[Row]) -> None:
        """Remove cells that the release no longer has, unless people's marks hang on them."""
        grade, comment = self._tables["grade"], self._tables["comment"]
        said = sql.func.coalesce(comment.c.auto_comment, "")  # formgrader may save what we wrote as a person's
        marked = sql.select(sql.func.count()).where(grade.c.cell_id.in_(gone), grade.c.manual_score.is_not(None))
        told = sql.select(sql.func.count()).where(
            comment.c.cell_id.in_(gone), comment.c.manual_comment.not_in(("", said))
        )
        if gone and (self._db.execute(marked).scalar() or self._db.execute(told).scalar()):
            raise GradingError(
                found="the gradebook holds marks or comments given by hand for cells that the release no longer has",
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

    def _equal(self, table: str, **equal: str) -> Iterator[Row]:
        return equal_rows(self._db, self._tables[table], **equal)


def equal_rows(connection: Connection, table: Table, **equal: str) -> Iterator[Row]:
    """Give the rows of a table in which these columns have these values."""
    query = sql.select(table).where(*(table.c[key] == value for key, value in equal.items()))
    return (dict(row) for row in connection.execute(query).mappings())


def utc(time: datetime) -> datetime:
    """Give a time as nbgrader keeps it: in UTC, without saying so."""
    return time.astimezone(UTC).replace(tzinfo=None)
