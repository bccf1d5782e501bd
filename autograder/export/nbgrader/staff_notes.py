"""What staff write down about a student in an assignment, and which findings somebody has looked at: a table of ours in the gradebook.

In: a note, or the word of a finding. Out: the notes, the oldest first. No student sees them, and nothing is ever taken out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sql

from autograder.export.nbgrader import gradebook

NOTE, LOOKED_AT = "note", "looked at"
_TABLE = sql.Table(
    "autograder_note",
    sql.MetaData(),
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("assignment", sql.String(128), index=True),
    sql.Column("student", sql.String(200)),
    sql.Column("kind", sql.String(16)),
    sql.Column("text", sql.Text),
    sql.Column("by", sql.String(128)),
    sql.Column("time", sql.String(40)),
    sql.Column("action", sql.String(64), unique=True),
)


@dataclass(frozen=True, slots=True)
class Note:
    """One of them."""

    student: str
    kind: str
    text: str
    by: str
    time: str


def word_of(rule: str, message: str) -> str:
    """Name a finding by what it says, so that another one of the rule is looked at again."""
    return f"{rule}:{hashlib.sha256(message.encode(errors='replace')).hexdigest()[:16]}"


def of_assignment(root: Path, name: str, *, db_url: str | None = None) -> list[Note]:
    """Give all notes of an assignment; raises GradingError where the gradebook can't be read."""
    if db_url is None and not (root / "gradebook.db").exists():
        return []
    with gradebook.reading(root, db_url) as connection:
        if not sql.inspect(connection).has_table(_TABLE.name):
            return []
        columns = (_TABLE.c[one] for one in ("student", "kind", "text", "by", "time"))
        query = sql.select(*columns).where(_TABLE.c.assignment == name).order_by(_TABLE.c.id)
        return [Note(*map(str, row)) for row in connection.execute(query)]


def add(
    root: Path, name: str, student: str, kind: str, text: str, *, by: str, action: str, db_url: str | None = None
) -> None:
    """Write one down, once for each action; raises GradingError where it can't be written."""
    with gradebook.writing(root, db_url) as connection:
        _TABLE.create(connection, checkfirst=True)
        if connection.execute(sql.select(_TABLE.c.id).where(_TABLE.c.action == action)).first() is None:
            row = {"assignment": name, "student": student, "kind": kind, "text": text, "by": by, "action": action}
            connection.execute(sql.insert(_TABLE), {**row, "time": datetime.now(UTC).isoformat(timespec="seconds")})
