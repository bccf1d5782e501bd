"""Bring nbgrader's gradebook up to date, so that `nbgrader export` and formgrader show our marks.

In: records (with the programs that ran, where kept), the release notebook, the database's address. Out: rows in the gradebook and
autograded/<student>/<assignment>/<assignment>.ipynb; and back, what graders entered by hand (scores, extra credit, comments), which stays.
What was rejected or not graded gets no row: nbgrader would show it as 0. How the rows add up to our score is rows.py's subject.

Rows are written in one transaction, with statements for many rows at once, under a lock, so there is one writer at a time.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sql
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from autograder.errors import GradingError
from autograder.export.nbgrader import autograded_notebook, moved_rows, readings
from autograder.export.nbgrader.remedies import remedy
from autograder.export.nbgrader.rows import Ledger, given
from autograder.export.nbgrader.tables import HEAD, TABLES, make_all
from autograder.model import Assignment, Program, Record, RecordStatus
from autograder.results import atomic, locks
from autograder.results.hand_marks import Held, in_gradebook

LOCK_TIMEOUT = 20.0  # seconds to wait for another writer

_MAY_LACK_TABLES = 160 * 1024  # bytes; a file that was killed while its tables were made has fewer
_VERSION = "alembic_version"  # nbgrader's table of it
_WRITERS = 0x6E62_6772  # the advisory lock of PostgreSQL that our writers take, whichever machine they are on


def update(
    root: Path,
    assignment: Assignment,
    graded: Iterable[tuple[Record, Program | None]],
    *,
    db_url: str | None = None,
    last: Mapping[str, Record] = MappingProxyType({}),
) -> int:
    """Enter graded records, with the programs that ran where they are kept; returns how many.

    last: the records before, by student, where autograded/ can't tell what changed: plain nbgrader puts the new hand-in there first.

    Raises GradingError, in one sentence, when something can't be written; then nothing was entered, but for notebooks in autograded/.
    """
    released = autograded_notebook.released(root, assignment.name)
    count = 0
    with _alone(root), _explained(), _opened(_address(root, db_url)) as engine, _writing(engine) as connection:
        ledger = Ledger(connection, TABLES, assignment, released)
        for record, program in graded:
            student = in_gradebook(record.student_id)
            if record.status is RecordStatus.EXCUSED:
                ledger.excuse(replace(record, student_id=student))
            if record.status is not RecordStatus.GRADED:
                continue
            path = autograded_notebook.place(root, student, assignment.name)
            notebook = autograded_notebook.build(released, record, program)
            ledger.enter(replace(record, student_id=student), notebook, path, last.get(record.student_id))
            autograded_notebook.write(path, notebook)
            count += 1
        ledger.write()
    return count


def held(root: Path, name: str, *, db_url: str | None = None) -> Held:
    """Read what people gave: nothing where there is no gradebook yet. Raises GradingError where it can't be read."""
    if db_url is None and not (root / "gradebook.db").exists():
        return Held({})
    with _explained("read"), _opened(_address(root, db_url)) as engine, engine.begin() as connection:
        return Held(given(connection, TABLES, name), readings.all_of(connection, name))


def remember(root: Path, name: str, reading: str, *, db_url: str | None = None) -> None:
    """Remember that marks were read, by a word of the reader's own. Raises GradingError where it can't be written."""
    with _alone(root), _explained(), _opened(_address(root, db_url)) as engine, _writing(engine) as connection:
        readings.add(connection, name, reading)


def move(
    root: Path,
    name: str,
    pairs: Mapping[str, str],
    *,
    aside: Path,
    marked: Collection[str] = (),
    db_url: str | None = None,
) -> None:
    """Give the rows and folders of students to the same students' other ids, as in_gradebook has both.

    marked: new ids whose own rows stay, as people's marks are on them. aside: where a second hand-in in submitted/ goes. Raises GradingError.
    """
    if db_url is not None or (root / "gradebook.db").exists():
        with _alone(root), _explained(), _opened(_address(root, db_url)) as engine, _writing(engine) as connection:
            moved_rows.move(connection, TABLES, name, pairs, marked)
    moved_rows.move_folders(root, name, pairs, marked, aside)


@contextmanager
def reading(root: Path, db_url: str | None = None) -> Iterator[Connection]:
    """Open the gradebook to read from it; raises GradingError where that can't be done."""
    with _explained("read"), _opened(_address(root, db_url)) as engine, engine.begin() as connection:
        yield connection


@contextmanager
def writing(root: Path, db_url: str | None = None) -> Iterator[Connection]:
    """Open it as its only writer, nbgrader's own programs shut out too: what is read within stays so until it is written, or nothing is."""
    with _alone(root), _explained(), _opened(_address(root, db_url)) as engine, _writing(engine) as connection:
        _begin(connection)
        yield connection


def file_of(root: Path, db_url: str | None = None) -> Path | None:
    """Give the file that the gradebook lies in; None for one on a server."""
    address = _address(root, db_url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


# ---------------------------------------------------------------- the database


def _address(root: Path, db_url: str | None) -> sql.URL:
    if db_url is None:
        return sql.URL.create("sqlite", database=str(root / "gradebook.db"))
    try:
        return sql.make_url(with_driver(db_url))
    except (sql.exc.ArgumentError, ValueError):  # ValueError: a port that is no number
        raise GradingError(
            found="the gradebook's address is no database URL",
            fix="In course.toml write database as in sqlite:///gradebook.db or postgresql://user:password@host/name.",
        ) from None


def with_driver(db_url: str) -> str:
    """Name the driver of PostgreSQL that `pip install 'psycopg[binary]'` brings, where an address names none."""
    scheme, separator, rest = db_url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgresql", "postgres") else db_url


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    lock = locks.of(root / "gradebook.db.lock", seconds=LOCK_TIMEOUT)
    try:
        lock.acquire()
    except locks.Timeout:
        raise GradingError(
            found=f"another process is writing to the gradebook ({lock.lock_file} is held)",
            fix="Wait until it is done, then run the same command again.",
        ) from None
    except OSError as error:  # root's; or a disk without locks, as some shared ones are mounted
        raise GradingError(
            found=f"{lock.lock_file} can't be locked: {error.strerror}",
            fix="Make it and its folder yours to write, on a disk that knows locks, then run the same command again.",
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _opened(address: sql.URL) -> Iterator[Engine]:
    """Open the database; a new one gets nbgrader's tables and version without the seconds that nbgrader takes for it."""
    engine = _engine(address)
    _close_to_others(address)
    if not _is_filled(address):
        with engine.begin() as connection:
            made = _is_made(connection)
        if not made:
            _make_tables(engine)
    yield engine


def _is_made(connection: Connection) -> bool:
    """Tell whether a database's tables are all there: the version is noted last, and whoever was killed before that has no row in any."""
    there = sql.inspect(connection).get_table_names()
    if _VERSION in there or not there:
        return bool(there)
    return any(connection.execute(sql.select(TABLES[one]).limit(1)).first() for one in there if one in TABLES)


def _is_filled(address: sql.URL) -> bool:
    """Tell whether a file is so large that it has all tables; False where that must be asked."""
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return False
    try:
        return Path(str(address.database)).stat().st_size > _MAY_LACK_TABLES
    except OSError:
        return False


@lru_cache(maxsize=8)
def _engine(address: sql.URL) -> Engine:
    """Keep what SQLAlchemy compiled for an address, and no connection: a database that was replaced is opened as it is now."""
    if address.get_backend_name() == "sqlite":
        return sql.create_engine(address, connect_args={"timeout": LOCK_TIMEOUT}, poolclass=NullPool)
    # what somebody else writes between our reading and our writing is an error, never overwritten
    waits = {"connect_timeout": int(LOCK_TIMEOUT)} if address.get_backend_name() == "postgresql" else {}
    return sql.create_engine(address, connect_args=waits, isolation_level="REPEATABLE READ", poolclass=NullPool)


def _make_tables(engine: Engine) -> None:
    """Make nbgrader's tables, all or none, unless another writer did so meanwhile."""
    with _writing(engine) as connection:
        _begin(connection)
        if not _is_made(connection):
            make_all(connection)
            connection.execute(sql.text(f"CREATE TABLE {_VERSION} (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(sql.text(f"INSERT INTO {_VERSION} (version_num) VALUES (:head)"), {"head": HEAD})


def _begin(connection: Connection) -> None:
    """Begin what is written as a whole: SQLite's driver itself begins with the first changed row only, and never with a table."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction as the only writer of ours, on whichever machine; the database's own lock ends with the session."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sql.text(f"SET lock_timeout = '{LOCK_TIMEOUT:g}s'"))
            connection.execute(sql.text("SELECT pg_advisory_lock(:lock)"), {"lock": _WRITERS})
            connection.commit()  # what is read from here on is as the last writer left it
        with connection.begin():
            yield connection
        if engine.dialect.name == "postgresql":
            connection.execute(sql.text("SELECT pg_advisory_unlock(:lock)"), {"lock": _WRITERS})


def _close_to_others(address: sql.URL) -> None:
    """Let nobody but the owner and their group read a database that is a file; a new one is the owner's alone. What fails here, opening it tells."""
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        path = Path(str(address.database))
        with suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        atomic.close_to_others(path)


@contextmanager
def _explained(done: str = "written") -> Iterator[None]:
    """Turn a database's errors into one sentence; whatever was entered so far is rolled back."""
    try:
        yield
    except sql.exc.DBAPIError as error:
        reason = str(error.orig).strip().split("\n")[0]
        raise GradingError(found=f"the gradebook can't be {done} ({reason})", fix=remedy(reason)) from None
    except ModuleNotFoundError as error:
        package = "psycopg[binary]" if error.name == "psycopg" else error.name
        raise GradingError(
            found=f"the gradebook can't be opened: this Python has no {error.name}",
            fix=f"Run: pip install '{package}', then the same command again.",
        ) from None
    except sql.exc.SQLAlchemyError as error:
        raise GradingError(
            found=f"the gradebook can't be opened ({error})", fix="Check the database's address."
        ) from None
