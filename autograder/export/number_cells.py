"""Read and write numbers as an LMS's table does: with a decimal point or a comma, and whatever digits it shows.

Comes in: texts of cells. Goes out: numbers and texts; what is no number is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograder.export.exact_table import ExactTable
from autograder.results import csv_files

_NUMBER = re.compile(r"[+-]?[\d.,]*\d[.,]?")
_BEGINS = re.compile(r"[\W_]*\d")
_POINT, _COMMA = re.compile(r"\d+\.\d{1,2}"), re.compile(r"\d+,\d{1,2}")
NEAR = 0.005  # an LMS keeps two digits


def written(points: float, *, comma: bool) -> str:
    """Write a number as the file does."""
    text = csv_files.number(points)
    return text.replace(".", ",") if comma else text


def value(text: str) -> float | None:
    """Read a number in either notation; the last of its marks is the decimal one."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, mark, fraction = re.sub(r"[.,](?=.*[.,])", "", text).replace(",", ".").partition(".")
    try:
        return float(whole + mark + fraction)
    except ValueError:
        return None


def is_mark(text: str) -> bool:
    """Tell whether a text is somebody's mark: it begins with a number, whatever they wrote behind it ('5.67 (I think)', '17/20', '85 %')."""
    return value(text) is not None or _BEGINS.match(text) is not None


def same(one: str, other: str) -> bool:
    """Compare two cells: numbers by their value, words as they stand."""
    left, right = value(one.strip()), value(other.strip())
    return one.strip() == other.strip() if left is None or right is None else abs(left - right) < NEAR


def has_decimal_commas(table: ExactTable, near: Sequence[int]) -> bool:
    """Tell how the file writes numbers: by the columns near, by all its cells, by its separator."""
    for cells in (
        [row[at] for row in table.rows[1:] for at in near if at < len(row)],
        [cell for row in table.rows[1:] for cell in row],
    ):
        commas, points = _count(_COMMA, cells), _count(_POINT, cells)
        if commas != points:
            return commas > points
    return table.delimiter == ";"


def _count(form: re.Pattern[str], cells: Iterable[str]) -> int:
    return sum(bool(form.fullmatch(cell.strip())) for cell in cells)
