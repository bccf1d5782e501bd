"""Tables that people open in spreadsheets, where no cell of a student's may become a formula.

In: rows of texts and numbers. Out: the text of a CSV file. And back: the bytes of a file that a person or another system wrote, in any of
the encodings that spreadsheets choose, and its rows with their line numbers. What can't be read is a GradingError that names file and line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GradingError
from autograder.untrusted_text import for_spreadsheet

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)  # Excel's own first line, which tells the delimiter
_COMMENT = re.compile(r"^[ \t]*#[^\r\n]*")

Value = str | float | int | None


@dataclass(slots=True)
class Table:
    """A CSV file as it was read, and what it takes to write it back as it was."""

    name: str  # how messages call it
    rows: list[list[str]]
    lines: list[int]  # of each row, the line of the file, from 1, on which it ends
    encoding: str
    mark: bytes  # the byte order mark that it begins with, b"" without one
    delimiter: str
    line_end: str
    text: str = ""  # all of it as it was read, without the mark

    tells_delimiter: int | None = None  # the place among rows of Excel's sep=; which holds nobody

    def filled(self) -> Iterator[tuple[str, list[str]]]:
        """Give each row that isn't blank, with its place for a message: 'times.csv, line 3'."""
        for at, (line, row) in enumerate(zip(self.lines, self.rows, strict=True)):
            if at != self.tells_delimiter and any(cell.strip() for cell in row):
                yield f"{self.name}, line {line}", row

    def written(self) -> bytes:
        """Give the table's bytes, each cell as it stands."""
        text = write_exact(self.rows, delimiter=self.delimiter, line_end=self.line_end)
        return self.mark + text.encode(self.encoding, "replace")


def content(path: Path) -> bytes:
    """Read a file's bytes; raises GradingError where it isn't there or can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise GradingError(f"{path} can't be read: {error.strerror or error}", "Check the path.") from error


def load(path: Path, *, fix: str) -> Table:
    """Read a CSV file that a person wrote, in UTF-8 or with a byte order mark; raises GradingError with fix as what to do."""
    return parse(content(path), str(path), fix=fix)


def parse(
    data: bytes, name: str, *, fix: str, guesses: Sequence[str] = (), delimiters: str = ",", comments: bool = False
) -> Table:
    """Read a CSV file's bytes; raises GradingError naming the line.

    Without a byte order mark it is UTF-8, else the first of the guessed encodings that fits. The delimiter is the one that Excel's first line
    sep=; tells, else the one that the first line holds most often. With comments, a line that begins with # is read as a blank one, whatever else stands there.
    """
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    text, encoding = _decoded(data[len(mark) :], (encoding, *(() if mark else guesses)), name, fix)
    content_lines = [_COMMENT.sub("", line) if comments else line for line in io.StringIO(text, newline="")]
    first = next((line for line in content_lines if line.strip()), "")
    told = _SEPARATOR.fullmatch(first.rstrip("\r\n"))
    delimiter = told[1] if told else max(delimiters, key=first.count)
    reader = csv.reader(content_lines, delimiter=delimiter, strict=True)
    rows, lines = [], []
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise GradingError(f"{name}, line {reader.line_num}: this is no CSV ({error})", fix) from error
    above = next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), 0) if told else None
    return Table(name, rows, lines, encoding, mark, delimiter, "\r\n" if "\r\n" in text else "\n", text, above)


def _decoded(data: bytes, encodings: Iterable[str], name: str, fix: str) -> tuple[str, str]:
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise GradingError(f"{name} isn't UTF-8 text", f"Save it as CSV in UTF-8. {fix}")


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
    """Read the rows of a table that we wrote; raises GradingError where it is none."""
    return parse(text.encode(), "the table", fix="Write it again.", delimiters=delimiter).rows


def _text(value: Value) -> str:
    if value is None:
        return ""
    return for_spreadsheet(value) if isinstance(value, str) else number(value)
