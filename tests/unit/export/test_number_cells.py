"""Numbers in cells, with a point or a comma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.export import number_cells
from autograder.export.exact_table import ExactTable


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("12.00", 12), ("12,5", 12.5), ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("-1", -1), ("EX", None),
     ("12/20", None), ("", None), ("12 %", None), ("N/A", None)],
)  # fmt: skip
def test_a_number_is_read_in_either_notation_and_a_word_is_none(text: str, number: float | None) -> None:
    assert number_cells.value(text) == number


@given(st.integers(0, 1_000_00), st.booleans())
def test_what_is_written_is_read_as_the_same(hundredths: int, comma: bool) -> None:
    text = number_cells.written(hundredths / 100, comma=comma)

    assert number_cells.same(text, f"{hundredths / 100:.2f}")


@pytest.mark.parametrize(
    ("table", "commas"),
    [
        ("a;b\n1,5;2,5\n", True),
        ("a,b\n1.5,2\n", False),
        ("a;b\n;\n", True),
        ("a,b\n,\n", False),
        ('a,b\n"7,5",\n', True),
    ],
)
def test_the_file_tells_how_it_writes_numbers(table: str, *, commas: bool) -> None:
    assert number_cells.has_decimal_commas(ExactTable(table.encode()), [0]) is commas
