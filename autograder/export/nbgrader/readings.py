"""Remember in the gradebook itself each time that marks were read there which weren't known before.

In: a connection, an assignment's name, a reading's own word. Out: a row of a table of ours, which nbgrader doesn't look at; and back, all
readings that this gradebook went through. One that lacks the last reading that the results know of is an older copy, or another gradebook.
"""

from __future__ import annotations

import sqlalchemy as sql
from sqlalchemy.engine import Connection

_TABLE = sql.Table(
    "autograder_reading",
    sql.MetaData(),
    sql.Column("assignment", sql.String(128), primary_key=True),
    sql.Column("reading", sql.String(32), primary_key=True),
)


def all_of(connection: Connection, assignment: str) -> frozenset[str]:
    """Return the readings that the gradebook went through."""
    if not sql.inspect(connection).has_table(_TABLE.name):
        return frozenset()
    return frozenset(
        connection.execute(sql.select(_TABLE.c.reading).where(_TABLE.c.assignment == assignment)).scalars()
    )


def add(connection: Connection, assignment: str, reading: str) -> None:
    """Remember one."""
    _TABLE.create(connection, checkfirst=True)
    connection.execute(sql.insert(_TABLE), {"assignment": assignment, "reading": reading})
