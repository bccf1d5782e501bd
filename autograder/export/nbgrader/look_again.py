"""Requests of students to look again at a question: a table of ours in the gradebook.

In: who asks, about which question and check, in their words. Out: the requests, the oldest first, each with its answer once it has one. The same
words of the same student about the same question are one request, however often a list is read in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sql

from autograder.export.nbgrader import gradebook

_TABLE = sql.Table(
    "autograder_request",
    sql.MetaData(),
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("assignment", sql.String(128), index=True),
    sql.Column("key", sql.String(32)),
    sql.Column("student", sql.String(200)),
    sql.Column("question", sql.String(128)),
    sql.Column("check", sql.String(200)),
    sql.Column("text", sql.Text),
    sql.Column("time", sql.String(40)),
    sql.Column("answer", sql.Text, default=""),
    sql.Column("by", sql.String(128), default=""),
    sql.UniqueConstraint("assignment", "key"),
)
_COLUMNS = ("key", "student", "question", "check", "text", "time", "answer", "by")


@dataclass(frozen=True, slots=True)
class LookAgain:
    """One request."""

    key: str
    student: str
    question: str
    check: str  # "" for the question as a whole
    text: str
    time: str = ""  # when it was read in
    answer: str = ""
    by: str = ""  # who answered


def request(student: str, question: str, check: str, text: str) -> LookAgain:
    """Make a request, named by what it says."""
    said = "\0".join((student, question, check, " ".join(text.split())))
    return LookAgain(hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16], student, question, check, text)


def of_assignment(root: Path, name: str, *, db_url: str | None = None) -> list[LookAgain]:
    """Give all requests; raises GradingError where the gradebook can't be read."""
    if db_url is None and not (root / "gradebook.db").exists():
        return []
    with gradebook.reading(root, db_url) as connection:
        if not sql.inspect(connection).has_table(_TABLE.name):
            return []
        query = (
            sql.select(*(_TABLE.c[one] for one in _COLUMNS)).where(_TABLE.c.assignment == name).order_by(_TABLE.c.id)
        )
        return [LookAgain(*(str(value or "") for value in row)) for row in connection.execute(query)]


def add(root: Path, name: str, requests: Iterable[LookAgain], *, db_url: str | None = None) -> int:
    """Write down those that aren't known yet, all or none; returns how many."""
    count = 0
    with gradebook.writing(root, db_url) as connection:
        _TABLE.create(connection, checkfirst=True)
        known = set(connection.execute(sql.select(_TABLE.c.key).where(_TABLE.c.assignment == name)).scalars())
        for one in requests:
            if one.key not in known:
                known.add(one.key)
                row = {
                    "assignment": name,
                    "key": one.key,
                    "student": one.student,
                    "question": one.question,
                    "check": one.check,
                }
                now = datetime.now(UTC).isoformat(timespec="seconds")
                connection.execute(sql.insert(_TABLE), {**row, "text": one.text, "time": now, "answer": "", "by": ""})
                count += 1
    return count


def answer(root: Path, name: str, key: str, text: str, *, by: str, db_url: str | None = None) -> None:
    """Write an answer to a request that has none."""
    with gradebook.writing(root, db_url) as connection:
        _TABLE.create(connection, checkfirst=True)
        mine = sql.and_(_TABLE.c.assignment == name, _TABLE.c.key == key, _TABLE.c.answer == "")
        connection.execute(sql.update(_TABLE).where(mine).values(answer=text, by=by))
