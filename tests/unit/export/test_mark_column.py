"""Which column is ours, and what its marks are out of."""

from __future__ import annotations

import pytest

from autograder.errors import DecisionNeeded, UsageError
from autograder.export import mark_column
from autograder.export.exact_table import ExactTable
from autograder.export.layouts import LAYOUTS

HEAD = "Student,ID,Section,HW1 (12),HW1 (13),HW2 Final Score\n    Points Possible,,,10,20,(read only)\nKim,1,A,,,\n"


def found(column: str, title: str = "HW1", most: float = 20) -> tuple[int, tuple[str, ...]]:
    return mark_column.find(LAYOUTS["canvas"], ExactTable(HEAD.encode()), title, column, most)


def test_one_of_two_is_chosen_by_its_id_and_never_guessed() -> None:
    assert found("13") == (4, ())
    with pytest.raises(DecisionNeeded, match="several columns"):
        found("")


@pytest.mark.parametrize("column", ["ID", "student", "Section"])
def test_a_column_that_tells_who_somebody_is_takes_no_mark(column: str) -> None:
    with pytest.raises(UsageError, match="not one for marks"):
        found(column)


def test_a_new_column_is_said_to_be_one_and_one_that_canvas_drops_too() -> None:
    assert "new column" in found("HW3")[1][0]
    assert "Canvas ignores" in found("HW2 Final Score")[1][0]


def test_points_must_be_the_same_and_the_column_open() -> None:
    layout, table = LAYOUTS["canvas"], ExactTable(HEAD.encode())

    mark_column.check_points(layout, table, 4, 20)
    with pytest.raises(DecisionNeeded, match="out of 10 points, here out of 20"):
        mark_column.check_points(layout, table, 3, 20)
    with pytest.raises(DecisionNeeded, match="read only"):
        mark_column.check_points(layout, table, 5, 20)
