"""Give a student's rows of one assignment to the same student under another id, with what people gave, and the folders beside.

In: pairs of ids as the gradebook has them. Out: the submission's rows and its folders in autograded/ and submitted/ at the other id. Of rows at
both ids those give way that nobody's marks are on, which whoever calls has made sure of.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy import Table
from sqlalchemy.engine import Connection

from autograder.results import atomic


def move(
    connection: Connection, tables: Mapping[str, Table], name: str, pairs: Mapping[str, str], marked: Collection[str]
) -> None:
    """Move the rows of each old id to the new one, where there are any; marked: new ids whose own rows stay instead."""
    assignment, submission, student = (tables[one] for one in ("assignment", "submitted_assignment", "student"))
    found = connection.execute(sql.select(assignment.c.id).where(assignment.c.name == name)).scalar()
    for old, new in pairs.items():
        row = connection.execute(
            sql.select(submission.c.id).where(submission.c.assignment_id == found, submission.c.student_id == old)
        ).scalar()
        if found is None or row is None:
            continue
        _drop(
            connection,
            tables,
            submission.c.assignment_id == found,
            submission.c.student_id == (old if new in marked else new),
        )
        if connection.execute(sql.select(student.c.id).where(student.c.id == new)).scalar() is None:
            known = connection.execute(sql.select(student).where(student.c.id == old)).mappings().one()
            connection.execute(sql.insert(student), {**known, "id": new})
        connection.execute(sql.update(submission).where(submission.c.id == row).values(student_id=new))
        others = sql.select(sql.func.count()).where(submission.c.student_id == old)
        if not connection.execute(others).scalar():  # nbgrader would list them with 0 points
            connection.execute(sql.delete(student).where(student.c.id == old))


def _drop(connection: Connection, tables: Mapping[str, Table], *which: sql.ColumnElement[bool]) -> None:
    submission, notebook = tables["submitted_assignment"], tables["submitted_notebook"]
    rows = list(connection.execute(sql.select(submission.c.id).where(*which)).scalars())
    notebooks = list(connection.execute(sql.select(notebook.c.id).where(notebook.c.assignment_id.in_(rows))).scalars())
    for table in ("grade", "comment"):
        connection.execute(sql.delete(tables[table]).where(tables[table].c.notebook_id.in_(notebooks)))
    connection.execute(sql.delete(notebook).where(notebook.c.id.in_(notebooks)))
    connection.execute(sql.delete(submission).where(submission.c.id.in_(rows)))


def move_folders(root: Path, name: str, pairs: Mapping[str, str], marked: Collection[str], aside: Path) -> None:
    """Move what lies in autograded/ and submitted/. Of two notebooks that were shown to people the marked one stays; a second hand-in goes aside."""
    for old, new in pairs.items():
        for place in ("autograded", "submitted"):
            source, target = root / place / old / name, root / place / new / name
            if not source.is_dir():
                continue
            if place == "autograded" and target.exists():
                shutil.rmtree(source if new in marked else target)
            elif target.exists():
                target = aside / place / old / name
            if source.exists():
                atomic.make_folder(target.parent)
                shutil.move(source, target)
            if not any(source.parent.iterdir()):
                source.parent.rmdir()
