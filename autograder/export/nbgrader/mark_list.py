"""The list of marks that were given at desks: a table of ours in the gradebook, to which lines are only ever added.

In: nothing but the table's own lines. Out: who gave which mark, when, and what was there before; marked_answers writes and judges them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from autograder.export.nbgrader.assignment_rows import Row

TABLE = sql.Table(
    "autograder_mark",
    sql.MetaData(),
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("assignment", sql.String(128), index=True),
    sql.Column("question", sql.String(128)),
    sql.Column("student", sql.String(128)),
    sql.Column("action", sql.String(64), index=True),
    sql.Column("time", sql.String(40)),
    sql.Column("by", sql.String(128)),
    sql.Column("score", sql.Float, nullable=True),
    sql.Column("comment", sql.Text),
    sql.Column("basis", sql.Text),  # what the mark rests on, in the desk's own words
    sql.Column("before_score", sql.Float, nullable=True),
    sql.Column("before_comment", sql.Text),
    sql.Column("before_waits", sql.Boolean),
    sql.Column("takes_back", sql.String(64), default=""),  # the action that this one takes back
    sql.UniqueConstraint("action", "student", "question"),
)


@dataclass(frozen=True, slots=True)
class GivenAtDesk:
    """A line of the list: who gave which mark, and when."""

    student: str
    action: str
    time: str
    by: str
    score: float | None
    comment: str
    basis: str
    takes_back: str


def lines(connection: Connection, *, of: Collection[str] | None = None, **equal: str) -> list[Row]:
    """Give the lines in which these columns have these values, the oldest first; of: of these students alone."""
    if not sql.inspect(connection).has_table(TABLE.name):
        return []
    query = sql.select(TABLE).where(*(TABLE.c[key] == value for key, value in equal.items())).order_by(TABLE.c.id)
    if of is not None:
        query = query.where(TABLE.c.student.in_(of))
    return [dict(row) for row in connection.execute(query).mappings()]


def given(row: Mapping[str, Any]) -> GivenAtDesk:
    """Read a line."""
    return GivenAtDesk(
        *(row[one] for one in ("student", "action", "time", "by", "score", "comment", "basis", "takes_back"))
    )
