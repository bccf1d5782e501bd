"""Say what to do about a database's error: which sentence of SQLite's or PostgreSQL's asks for which step.

Comes in: the reason in the database's own words. Goes out: the next step, in words. Known are those that were met with real servers.
"""

from __future__ import annotations

import re

AGAIN = "then run the same command again."

_REMEDIES = [
    (
        r'database "(?P<name>[^"]*)" does not exist',
        "There is no such database: make it with `createdb {name}`, or correct course.toml's database.",
    ),
    (
        r'password authentication failed for user "(?P<name>[^"]*)"|no password supplied|role "[^"]*" does not exist'
        r"|(?:Peer|Ident) authentication failed|no pg_hba\.conf entry",
        "The server doesn't let this user in: correct the user and the password in course.toml's database "
        "(postgresql://user:password@host/name; an @ in a password is written %40), " + AGAIN,
    ),
    (
        r"permission denied for",
        "This user may not use it: let the database's owner run `GRANT ALL ON DATABASE …` and `GRANT ALL ON ALL TABLES IN SCHEMA public …`, "
        + AGAIN,
    ),
    (
        r"Connection refused|timeout expired|No route to host|Network is unreachable|No such file or directory|is starting up|is shutting down"
        r"|terminating connection|server closed the connection|too many (?:clients|connections)|remaining connection slots",
        "No server answers there, or none that has room: start PostgreSQL, or correct host and port in course.toml's database, "
        + AGAIN,
    ),
    (
        r"resolve host|could not translate host name|Name or service not known",
        "There is no such host: correct course.toml's database (postgresql://user:password@host/name; an @ in a password is written %40), "
        + AGAIN,
    ),
    (r"lock timeout", "Another process is writing to it: wait until it is done, " + AGAIN),
    (
        r"could not serialize|deadlock detected|duplicate key",
        "Somebody else wrote the same rows at that moment, and theirs stand: run the same command again.",
    ),
    (r"locked", "Close other programs that use it (formgrader, a database browser), " + AGAIN),
    (
        r"malformed|not a database",
        "It is damaged: restore a copy, for marks given by hand are only in it; if there are none, move it away and run the same command again.",
    ),
    (
        r"no such column|no such table|does not exist",
        "It was made by another version of nbgrader: run `nbgrader db upgrade`, " + AGAIN,
    ),
]


def remedy(reason: str) -> str:
    """Give the next step: `remedy('FATAL:  database "grades" does not exist')` is to make it with `createdb grades`."""
    for pattern, fix in _REMEDIES:
        if found := re.search(pattern, reason):
            return fix.format(**found.groupdict(default=""))
    return f"Check its address, its permissions and the room on the disk, {AGAIN}"
