"""Tables that people open in spreadsheets, where no cell of a student's may become a formula.

In: rows of texts and numbers. Out: the text of a CSV file, and back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What spreadsheets take for the start of a formula, full-width forms included, after blanks that some of them drop.
_FORMULA = re.compile(r"^[\s\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\n]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")

Value = str | float | int | None


def safe(text: str) -> str:
    """Quote a text that a spreadsheet would take for a formula, and drop what no cell can show."""
    text = _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if _FORMULA.match(text) else text


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
    return safe(value) if isinstance(value, str) else number(value)
