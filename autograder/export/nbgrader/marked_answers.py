"""Marks that people give at the desk, of written answers and in place of what checks gave: written into nbgrader's own rows, as formgrader writes them, and into a list of ours that only grows.

In: the marks of one question, each with the version of the row that its grader saw. Out: rows of `grade` and `comment`, which formgrader, the
records, pages and exports read; a line of `autograder_mark` for each, with what was there before, so that it can be taken back; or Meanwhile.
A row's version is what it holds, not a number that others would have to count up: so formgrader's changes, another desk's and a grading's are
all noticed. An action, which is what one form sends, is known by its own word: sent twice it is done once. All rows of an action, or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
import sqlalchemy as sql
from sqlalchemy.engine import Connection

from autograder.conventions import solution_cell
from autograder.conventions.plurals import counted
from autograder.errors import GradingError
from autograder.export.nbgrader import gradebook, mark_list, saved_comments
from autograder.export.nbgrader.assignment_rows import Row
from autograder.export.nbgrader.mark_list import GivenAtDesk
from autograder.export.nbgrader.tables import TABLES

_SUFFIX = solution_cell("")


class Meanwhile(GradingError):
    """Somebody else changed a row since it was shown; nothing of the action was written."""


class RowHeld(msgspec.Struct, frozen=True, gc=False):
    """What the gradebook holds of one student's answer; thousands of them are made at once."""

    score: float | None  # a person's
    automatic: float | None
    comment: str
    waits: bool
    book: str  # ids
    grade: str

    @property
    def version(self) -> str:
        """Name what is held, so that another state has another name."""
        return hashlib.sha256(repr((self.score, self.comment, self.waits)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to be written."""

    student: str  # as in_gradebook has it
    version: str  # of the row that its grader saw
    score: float | None  # None: nobody gives one, and what the checks gave stands
    comment: str
    basis: str = ""
    waits: bool = False  # for a person still, as where only a question of the student's was answered


@dataclass(frozen=True, slots=True)
class QuestionHeld:
    """All that the gradebook holds of one question."""

    rows: Mapping[str, RowHeld]
    given: Mapping[str, GivenAtDesk]  # the last line of each student whose mark still stands as it says
    last: Mapping[str, str] = field(default_factory=dict)  # who gave marks → their last action that nobody took back
    saved: Mapping[str, str] = field(default_factory=dict)  # comments that graders keep, by their names

    def after(self, written: QuestionHeld) -> QuestionHeld:
        """Give what is held once these rows were written, and nothing else."""
        others = {student: one for student, one in self.given.items() if student not in written.rows}
        return QuestionHeld(
            {**self.rows, **written.rows}, {**others, **written.given}, {**self.last, **written.last}, self.saved
        )


def look(root: Path, name: str, question: str, *, db_url: str | None = None) -> QuestionHeld:
    """Read a question's rows; raises GradingError where the gradebook can't be read."""
    if db_url is None and not (root / "gradebook.db").exists():
        return QuestionHeld({}, {})
    with gradebook.reading(root, db_url) as connection:
        rows = _rows(connection, name, question)
        lines = mark_list.lines(connection, assignment=name, question=question)
        gone = {str(line["takes_back"]) for line in lines}
        last = {
            str(one["by"]): str(one["action"]) for one in lines if not one["takes_back"] and one["action"] not in gone
        }
        return QuestionHeld(rows, _standing(lines, rows), last, saved_comments.read(connection, name, question))


def give(
    root: Path, name: str, question: str, marks: Sequence[NewMark], *, action: str, by: str, db_url: str | None = None
) -> QuestionHeld | None:
    """Write marks, all or none; returns what these answers hold then, None where this action was done before.

    Raises Meanwhile, and GradingError where nothing can be written.
    """
    students = [mark.student for mark in marks]
    with _alone(root, db_url) as connection:
        if _of_action(connection, action):
            return None
        rows = _rows(connection, name, question, students)
        for mark in marks:
            held = _demand(rows, mark.student)
            if held.version != mark.version:
                raise Meanwhile(_changed(connection, name, question, mark.student, held), _AGAIN)
            _write(connection, question, held, mark.score, mark.comment, waits=mark.waits)
            _note(connection, name, question, mark, held, action=action, by=by)
        rows = _rows(connection, name, question, students)
        lines = mark_list.lines(connection, of=students, assignment=name, question=question)
        return QuestionHeld(rows, _standing(lines, rows), {by: action} if marks else {})


def take_back(root: Path, name: str, taken: str, *, action: str, by: str, db_url: str | None = None) -> tuple[str, ...]:
    """Put back what an action replaced; returns whose. Raises Meanwhile where somebody changed it since, and GradingError."""
    with _alone(root, db_url) as connection:
        if _of_action(connection, action):
            return ()
        lines = _of_action(connection, taken)
        if not lines:
            raise GradingError("there is nothing to take back", "It may have been taken back already.")
        for line in lines:
            question = str(line["question"])
            student = str(line["student"])
            held = _demand(_rows(connection, name, question, [student]), student)
            if (held.score, held.comment) != (line["score"], line["comment"]):
                raise Meanwhile(_changed(connection, name, question, student, held), _AGAIN)
            before = NewMark(line["student"], "", line["before_score"], line["before_comment"])
            _write(connection, question, held, before.score, before.comment, waits=bool(line["before_waits"]))
            _note(connection, name, question, before, held, action=action, by=by, takes_back=taken)
    return tuple(str(line["student"]) for line in lines)


def history(root: Path, name: str, *, db_url: str | None = None) -> tuple[tuple[str, GivenAtDesk], ...]:
    """List every mark that was ever given at a desk, with its question, the oldest first."""
    if db_url is None and not (root / "gradebook.db").exists():
        return ()
    with gradebook.reading(root, db_url) as connection:
        return tuple(
            (str(row["question"]), mark_list.given(row)) for row in mark_list.lines(connection, assignment=name)
        )


_AGAIN = "Look at it as it is now, and decide again; what you typed is still there."


@contextmanager
def _alone(root: Path, db_url: str | None) -> Iterator[Connection]:
    with gradebook.writing(root, db_url) as connection:
        mark_list.TABLE.create(connection, checkfirst=True)
        yield connection


def _rows(
    connection: Connection, name: str, question: str, students: Sequence[str] | None = None
) -> dict[str, RowHeld]:
    """Read a question's rows, of all students or of these."""
    grade, cell, book, submission, assignment, comment, base_cell = (
        TABLES[one]
        for one in (
            "grade",
            "base_cell",
            "submitted_notebook",
            "submitted_assignment",
            "assignment",
            "comment",
            "base_cell",
        )
    )
    solution = base_cell.alias("solution")
    query = (
        sql.select(
            submission.c.student_id, grade.c.id, grade.c.manual_score, grade.c.auto_score, grade.c.needs_manual_grade,
            book.c.id.label("book"), comment.c.manual_comment, comment.c.auto_comment,
        )
        .join_from(grade, cell, grade.c.cell_id == cell.c.id)
        .join(book, grade.c.notebook_id == book.c.id)
        .join(submission, book.c.assignment_id == submission.c.id)
        .join(assignment, submission.c.assignment_id == assignment.c.id)
        .outerjoin(solution, sql.and_(solution.c.notebook_id == cell.c.notebook_id, solution.c.name.in_((cell.c.name, cell.c.name + _SUFFIX)), solution.c.type == "SolutionCell"))
        .outerjoin(comment, sql.and_(comment.c.notebook_id == book.c.id, comment.c.cell_id == solution.c.id))
        .where(assignment.c.name == name, cell.c.name == question)
    )  # fmt: skip
    if students is not None:
        query = query.where(submission.c.student_id.in_(students))
    held = {}
    for student, row, score, automatic, waits, notebook, manual, auto in connection.execute(query).all():
        said = (manual or "").strip()
        if said and said == (auto or "").strip():  # formgrader may save what we wrote as theirs
            said = ""
        held[str(student)] = RowHeld(score, automatic, said, bool(waits), notebook, row)
    return held


def _demand(rows: Mapping[str, RowHeld], student: str) -> RowHeld:
    if student not in rows:
        raise GradingError(
            found="the gradebook has no row for this answer",
            fix="Have it entered first: autograder report NAME; nothing was written.",
        )
    return rows[student]


def _write(
    connection: Connection, question: str, held: RowHeld, score: float | None, said: str, *, waits: bool
) -> None:
    grade, comment, cell, book = (TABLES[one] for one in ("grade", "comment", "base_cell", "submitted_notebook"))
    connection.execute(
        sql.update(grade).where(grade.c.id == held.grade).values(manual_score=score, needs_manual_grade=waits)
    )
    notebook = sql.select(book.c.notebook_id).where(book.c.id == held.book).scalar_subquery()
    solution = connection.execute(
        sql.select(cell.c.id).where(
            cell.c.notebook_id == notebook,
            cell.c.name.in_((question, solution_cell(question))),
            cell.c.type == "SolutionCell",
        )
    ).scalar()
    if solution is None:
        return
    mine = sql.and_(comment.c.notebook_id == held.book, comment.c.cell_id == solution)
    if connection.execute(sql.select(comment.c.id).where(mine)).first() is None:
        new = {"id": uuid4().hex, "notebook_id": held.book, "cell_id": solution, "auto_comment": None}
        connection.execute(sql.insert(comment), {**new, "manual_comment": said or None})
    else:
        connection.execute(sql.update(comment).where(mine).values(manual_comment=said or None))


def _note(
    connection: Connection,
    name: str,
    question: str,
    mark: NewMark,
    held: RowHeld,
    *,
    action: str,
    by: str,
    takes_back: str = "",
) -> None:
    line = {
        "assignment": name, "question": question, "student": mark.student, "action": action, "by": by, "takes_back": takes_back,
        "time": datetime.now(UTC).isoformat(timespec="seconds"), "score": mark.score, "comment": mark.comment, "basis": mark.basis,
        "before_score": held.score, "before_comment": held.comment, "before_waits": held.waits,
    }  # fmt: skip
    connection.execute(sql.insert(mark_list.TABLE), line)


def _changed(connection: Connection, name: str, question: str, student: str, held: RowHeld) -> str:
    last = _standing(mark_list.lines(connection, assignment=name, question=question), {student: held}).get(student)
    who = f"by {last.by}" if last else "in formgrader or by a grading"
    now = (
        "it waits for a person again"
        if held.waits
        else f"it has {counted(held.score, 'point')}"
        if held.score is not None
        else "it has no mark"
    )
    return f"this answer was changed {who} meanwhile: {now}"


def _standing(lines: Sequence[Row], rows: Mapping[str, RowHeld]) -> dict[str, GivenAtDesk]:
    last = {str(row["student"]): mark_list.given(row) for row in lines if row["score"] is not None or row["basis"]}
    return {
        student: one
        for student, one in last.items()
        if student in rows and (rows[student].score, rows[student].comment) == (one.score, one.comment)
    }


def _of_action(connection: Connection, action: str) -> list[Row]:
    return mark_list.lines(connection, action=action)
