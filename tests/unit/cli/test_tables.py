"""What the commands print."""

from __future__ import annotations

import json

from autograder.cli import tables
from autograder.people.class_lists import Student
from tests.fixtures.report import not_graded, record, rejected


def test_the_table_has_a_row_for_each_student():
    table = tables.summary_table([record("1"), rejected("2"), not_graded("3")])

    assert table.row_count == 3
    assert list(table.columns[0].cells) == ["1", "2", "3"]
    assert str(table.title).endswith(": 3 submissions")
    assert str(tables.summary_table([record("1")]).title).endswith(": 1 submission")
    assert tables.summary_table([]).title == "No submissions"


def test_what_waits_for_a_person_is_counted():
    assert tables.waiting_line([record("1", waiting=3), record("2", waiting=1), record("3", waiting=0)]).startswith(
        "4 answers wait for a person, of 2 students"
    )
    assert tables.waiting_line([record("3", waiting=0)]) == ""


def test_who_is_missing_is_named_in_one_line():
    line = tables.missing_line([Student("1", "Kim Ada"), Student("2")])

    assert line == "Nothing handed in (2): 1 Kim Ada, 2"


def test_json_goes_to_standard_output(capsys):
    tables.print_json([{"level": 2, "name": "김"}])

    assert json.loads(capsys.readouterr().out) == [{"level": 2, "name": "김"}]
