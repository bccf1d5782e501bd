"""A CSV file that people edit by hand and commands change too: nothing that stands in it is ever lost.

Comes in: a path and the headings that the file may have. Goes out: its rows by heading, and the same file with single cells changed or rows
added. Lines that nobody changes are written back as they stand, comments (lines that begin with #) and blank ones too, in the file's own
encoding. What can't be kept isn't read: an unknown heading, or more cells than headings, is a GradingError that names file and line. Commands that
are given at once write one after the other: each reads, changes and saves the file within `alone`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.conventions.plurals import counted
from autograder.errors import GradingError, nearest
from autograder.results import atomic, csv_files, locks
from autograder.untrusted_text import for_notebook, for_spreadsheet

FILE_MODE = 0o600
LOCK = ".lock"  # beside the file
LOCK_TIMEOUT = 30.0  # seconds
ENCODINGS = ("cp949", "cp1252")  # that spreadsheets choose where a file isn't UTF-8 and has no byte order mark
DELIMITERS = ",;\t"
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Row:
    """One line of the file, or several where a cell holds line ends."""

    where: str  # its place, for messages: 'people/roster.csv, line 3'
    cells: dict[str, str]  # heading → what stands there, without what protects it in a spreadsheet
    at: int  # its place among the file's lines


class EditedTable:
    """A file's lines as they were read, and those that were changed since."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self.path = path
        self.rows: list[Row] = []
        self._columns = list(headings)
        self._heading_at = 0
        self._raw: list[str] = []
        self._encoding, self._mark, self._delimiter, self._line_end = "utf-8", b"", ",", "\n"

    @classmethod
    def read(cls, path: Path, headings: Sequence[str], *, needed: Sequence[str], fix: str) -> EditedTable:
        """Read the file; one that isn't there is as one with its headings alone. Raises GradingError naming the line."""
        made = cls(path, headings)
        if not path.exists():
            made._raw = [csv_files.write([list(headings)])]
            return made
        table = csv_files.parse(
            csv_files.content(path), str(path), fix=fix, guesses=ENCODINGS, delimiters=DELIMITERS, comments=True
        )
        made._encoding, made._mark = table.encoding, table.mark
        made._delimiter, made._line_end = table.delimiter, table.line_end
        made._take(table, headings, needed, fix)
        return made

    def change(self, row: Row, cells: Mapping[str, str]) -> None:
        """Put other texts into some of a row's cells."""
        row.cells |= {heading: clean(text) for heading, text in cells.items()}
        self._demand_columns(heading for heading, text in cells.items() if text)
        self._raw[row.at] = self._line([row.cells.get(column, "") for column in self._columns])

    def add(self, cells: Mapping[str, str]) -> Row:
        """Put a row below the others."""
        if self._raw and not self._raw[-1].endswith(("\n", "\r")):
            self._raw[-1] += self._line_end
        row = Row(f"{self.path}, line {len(self._raw) + 1}", {}, len(self._raw))
        self._raw.append("")
        self.rows.append(row)
        self.change(row, cells)
        return row

    def remove(self, row: Row) -> None:
        """Take a row out; the lines around it stay as they are."""
        self._raw[row.at] = ""
        self.rows.remove(row)

    def written(self) -> bytes:
        """Give the file's bytes: in its own encoding, or in UTF-8 once a text can't be written in that."""
        text = "".join(self._raw)
        try:
            return self._mark + text.encode(self._encoding)
        except UnicodeEncodeError:
            return _BOM + text.encode()

    def save(self) -> None:
        """Write the file whole or not at all, for its owner's eyes only."""
        atomic.close_to_others(self.path.parent)
        atomic.write(self.path, self.written(), mode=FILE_MODE)

    # ------------------------------------------------------------ reading

    def _take(self, table: csv_files.Table, headings: Sequence[str], needed: Sequence[str], fix: str) -> None:
        lines = list(io.StringIO(table.text, newline=""))
        start, columns = 0, None
        for number, (cells, end) in enumerate(zip(table.rows, table.lines, strict=True)):
            raw, start = "".join(lines[start:end]), end
            where = f"{self.path}, line {end}"
            at = len(self._raw)
            self._raw.append(raw)
            if number == table.tells_delimiter or not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = self._heading(cells, headings, needed, where, fix)
                self._columns, self._heading_at = columns, at
                continue
            if any(cell.strip() for cell in cells[len(columns) :]):
                found = f"{where}: there are {len(cells)} cells under {counted(len(columns), 'heading')}"
                raise GradingError(found, "Put quotes around a text that holds the separator.")
            texts = (unprotected(cell) for cell in cells)
            self.rows.append(Row(where, dict(zip(columns, texts, strict=False)), at))
        if columns is None:
            raise GradingError(f"{self.path} has no headings", fix)

    def _heading(
        self, cells: Sequence[str], known: Sequence[str], needed: Sequence[str], where: str, fix: str
    ) -> list[str]:
        found = [cell.strip().casefold().replace(" ", "_") for cell in cells]
        while found and not found[-1]:
            found.pop()
        for shown, name in zip(cells, found, strict=False):
            if name not in known:
                near = nearest(name, known)
                said = f"Did you mean '{near}'?" if near else f"The headings are {', '.join(known)}."
                raise GradingError(f"{where}: '{for_notebook(shown.strip())[:60]}' is no heading of this file", said)
        twice = next((name for name in found if found.count(name) > 1), None)
        if twice:
            raise GradingError(f"{where}: two columns are called {twice}", "Take one of them out.")
        lacking = next((name for name in needed if name not in found), None)
        if lacking:
            raise GradingError(f"{where}: there is no column {lacking}", fix)
        return found

    # ------------------------------------------------------------ writing

    def _demand_columns(self, wanted: Iterator[str]) -> None:
        lacking = [name for name in wanted if name not in self._columns]
        if lacking:
            self._columns += lacking
            self._raw[self._heading_at] = self._line(self._columns)

    def _line(self, cells: Sequence[str]) -> str:
        safe = [for_spreadsheet(cell) for cell in cells]
        return csv_files.write_exact([safe], delimiter=self._delimiter, line_end=self._line_end)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one command at a time read, change and save a file of this folder; raises GradingError where another one doesn't end."""
    atomic.make_folder(path.parent)
    try:
        lock = locks.of(path.parent / LOCK, seconds=LOCK_TIMEOUT)
        lock.acquire()
    except locks.Timeout as error:
        raise GradingError(
            f"another command is writing into {path.parent}, and nothing was written",
            "Wait for it, and give the command again.",
        ) from error
    except OSError as error:
        raise GradingError(
            f"{path} can't be written: {error.strerror or error}",
            "Make its folder yours to write, on a disk that knows locks.",
        ) from error
    try:
        atomic.remove_stale(path.parent)
        yield
    finally:
        lock.release()


def clean(text: str) -> str:
    """Give a text as these files hold it: one line, without what hides or turns a text."""
    return " ".join(for_notebook(text).split())


def unprotected(cell: str) -> str:
    """Give a cell's text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and for_spreadsheet(text[1:]) == text else text
