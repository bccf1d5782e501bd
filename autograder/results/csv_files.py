"""Tables that people open in spreadsheets, where no cell of a student's may become a formula.

In: rows of texts and numbers. Out: the text of a CSV file, and back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.untrusted_text import for_spreadsheet

Value = str | float | int | None


def number(value: float) -> str:
    """Write a number without a needless fraction, at most two digits of it."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def write(rows: Iterable[Sequence[Value]], *, delimiter: str = ",", line_end: str = "\n") -> str:
    """Write rows as CSV; numbers stay numbers, texts are made safe, None is an empty cell."""
    return write_exact(([_text(value) for value in row] for row in rows), delimiter=delimiter, line_end=line_end)


def write_exact(rows: Iterable[Sequence[str]], *, delimiter: str = ",", line_end: str = "\n") -> str:
    """Write rows as CSV just as they are: for cells that another system must find again unchanged."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return file.getvalue()


def read(text: str, *, delimiter: str = ",") -> list[list[str]]:
    """Read a CSV file's rows; raises csv.Error where it is none."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _text(value: Value) -> str:
    if value is None:
        return ""
    return for_spreadsheet(value) if isinstance(value, str) else number(value)
