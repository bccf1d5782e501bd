"""Comments that graders keep to give them again, by question: a table of ours in the gradebook, so that all desks of a course share them.

In: a comment's text. Out: the kept ones, in the order in which they were kept; the same text is kept once.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from autograder.export.nbgrader import gradebook

MOST = 200  # of a question
_TABLE = sql.Table(
    "autograder_comment",
    sql.MetaData(),
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("assignment", sql.String(128), index=True),
    sql.Column("question", sql.String(128)),
    sql.Column("key", sql.String(32)),
    sql.Column("text", sql.Text),
    sql.UniqueConstraint("assignment", "question", "key"),
)


def key_of(text: str) -> str:
    """Name a comment by what it says."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def of_question(root: Path, name: str, question: str, *, db_url: str | None = None) -> dict[str, str]:
    """Give the kept comments by their names; raises GradingError where the gradebook can't be read."""
    if db_url is None and not (root / "gradebook.db").exists():
        return {}
    with gradebook.reading(root, db_url) as connection:
        return read(connection, name, question)


def read(connection: Connection, name: str, question: str) -> dict[str, str]:
    """Give the same over a connection that is open."""
    if not sql.inspect(connection).has_table(_TABLE.name):
        return {}
    mine = sql.and_(_TABLE.c.assignment == name, _TABLE.c.question == question)
    query = sql.select(_TABLE.c.key, _TABLE.c.text).where(mine).order_by(_TABLE.c.id).limit(MOST)
    return {str(key): str(text) for key, text in connection.execute(query)}


def keep(root: Path, name: str, question: str, text: str, *, db_url: str | None = None) -> None:
    """Keep a comment, unless it is there; raises GradingError where it can't be written."""
    with gradebook.writing(root, db_url) as connection:
        _TABLE.create(connection, checkfirst=True)
        own = {"assignment": name, "question": question, "key": key_of(text)}
        here = sql.select(_TABLE.c.id).where(*(_TABLE.c[column] == value for column, value in own.items()))
        if connection.execute(here).first() is None:
            connection.execute(sql.insert(_TABLE), {**own, "text": text})


def forget(root: Path, name: str, question: str, key: str, *, db_url: str | None = None) -> None:
    """Keep a comment no longer; where it was given, it stays."""
    with gradebook.writing(root, db_url) as connection:
        _TABLE.create(connection, checkfirst=True)
        own = {"assignment": name, "question": question, "key": key}
        connection.execute(sql.delete(_TABLE).where(*(_TABLE.c[column] == value for column, value in own.items())))
