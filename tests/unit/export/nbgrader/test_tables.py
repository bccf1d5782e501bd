"""nbgrader's tables as we say them are nbgrader's own, in each database that a course may use."""

import pytest
from alembic.script import ScriptDirectory
from nbgrader import api, dbutil
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from autograder.export.nbgrader.tables import HEAD, TABLES

OWN = api.Base.metadata.tables


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_each_table_is_made_as_nbgrader_makes_it(dialect):
    def made(tables, name):
        lines = str(CreateTable(tables[name]).compile(dialect=dialect)).splitlines()
        return sorted(line.strip().rstrip(",") for line in lines)  # the order of constraints is a set's

    assert TABLES.keys() == OWN.keys()
    for name in OWN:
        assert made(TABLES, name) == made(OWN, name)


def test_each_column_takes_the_same_value_where_none_is_given():
    for name, table in OWN.items():
        for column in table.columns:
            ours = TABLES[name].c[column.name].default
            assert (ours is None) == (column.default is None), f"{name}.{column.name}"
            if column.default is not None and column.default.is_scalar:
                assert ours.arg == column.default.arg


def test_a_new_gradebook_has_the_version_that_nbgraders_migrations_end_in():
    assert ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head() == HEAD
