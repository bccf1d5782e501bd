"""nbgrader's tables as the pinned nbgrader makes them, said here once more: to import nbgrader for them takes as long as to grade a class of fifty.

Goes out: TABLES, by name, for SQLAlchemy's statements, and HEAD, the version that nbgrader's migrations end in. A test holds both beside
nbgrader's own, statement for statement, so that a new nbgrader can't change them unseen.
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Enum,
    Float,
    ForeignKey,
    Interval,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Connection

HEAD = "e43177bfe90b"

_all = MetaData()


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True, default=lambda: uuid4().hex)


def _to(table: str, name: str = "", size: int = 32, *, nullable: bool = True) -> Column[str]:
    return Column(name or f"{table}_id", String(size), ForeignKey(f"{table}.id"), nullable=nullable)


def _kind_of_graded() -> Column[str]:
    return Column("cell_type", Enum("code", "markdown", name="grade_cell_type"), nullable=False)


def _also_cell() -> Column[str]:
    return Column("id", String(32), ForeignKey("base_cell.id"), primary_key=True)


Table("course", _all, Column("id", String(128), primary_key=True, unique=True, nullable=False))
Table(
    "student",
    _all,
    Column("id", String(128), primary_key=True, nullable=False),
    *(Column(name, String(128)) for name in ("first_name", "last_name", "email", "lms_user_id")),
)
Table(
    "assignment",
    _all,
    _id(),
    Column("name", String(128), unique=True, nullable=False),
    Column("duedate", DateTime()),
    _to("course", size=128, nullable=False),
)
Table(
    "notebook",
    _all,
    _id(),
    Column("name", String(128), nullable=False),
    _to("assignment"),
    Column("kernelspec", String(1024)),
    UniqueConstraint("name", "assignment_id"),
)
Table(
    "submitted_assignment",
    _all,
    _id(),
    _to("assignment"),
    _to("student", size=128),
    Column("timestamp", DateTime()),
    Column("extension", Interval()),
    UniqueConstraint("assignment_id", "student_id"),
)
Table(
    "base_cell",
    _all,
    _id(),
    Column("name", String(128), nullable=False),
    _to("notebook", nullable=False),
    Column("type", String(50)),
    UniqueConstraint("name", "notebook_id", "type"),
)
Table(
    "source_cell",
    _all,
    _id(),
    Column("name", String(128), nullable=False),
    Column("cell_type", Enum("code", "markdown", name="source_cell_type"), nullable=False),
    Column("locked", Boolean, default=False, nullable=False),
    Column("source", Text()),
    Column("checksum", String(128)),
    _to("notebook"),
    UniqueConstraint("name", "notebook_id"),
)
Table(
    "submitted_notebook",
    _all,
    _id(),
    _to("submitted_assignment", "assignment_id"),
    _to("notebook"),
    Column("flagged", Boolean, default=False),
    Column("late_submission_penalty", Float(0)),
    UniqueConstraint("notebook_id", "assignment_id"),
)
Table(
    "comment",
    _all,
    _id(),
    _to("submitted_notebook", "notebook_id"),
    _to("base_cell", "cell_id"),
    Column("auto_comment", Text()),
    Column("manual_comment", Text()),
    UniqueConstraint("cell_id", "notebook_id"),
)
Table(
    "grade",
    _all,
    _id(),
    _to("submitted_notebook", "notebook_id"),
    _to("base_cell", "cell_id"),
    *(Column(name, Float()) for name in ("auto_score", "manual_score", "extra_credit")),
    Column("needs_manual_grade", Boolean, default=True, nullable=False),
    UniqueConstraint("cell_id", "notebook_id"),
)
Table("grade_cells", _all, _also_cell(), Column("max_score", Float(), nullable=False), _kind_of_graded())
Table("solution_cells", _all, _also_cell())
Table("task_cells", _all, _also_cell(), Column("max_score", Float(), nullable=False), _kind_of_graded())

TABLES = _all.tables


def make_all(connection: Connection) -> None:
    """Make every table in an empty database."""
    _all.create_all(connection)
