"""A table of an LMS's in which single cells change, and every other byte stays as the LMS wrote it.

Comes in: the bytes of the file. Goes out: its cells as texts, and the file with some of them replaced or a column added. What isn't touched
keeps its quotes, its blanks and its line ends: an LMS may refuse a whole file for less.
"""

from __future__ import annotations

from autograder.errors import GradingError
from autograder.results import csv_files
from autograder.untrusted_text import for_message

_AS_IT_WAS = "Give the file as the LMS wrote it."
_Span = tuple[int, int]  # from, to: of the file's text


class ExactTable:
    """The file's rows, and where each cell stands in its text."""

    def __init__(self, data: bytes) -> None:
        """Read it in whatever encoding and with whatever separator it was written; raises GradingError for what is no table."""
        read = csv_files.parse(data, "the template", fix=_AS_IT_WAS, guesses=("cp949", "cp1252"), delimiters="\t,;")
        if not read.rows or not any(cell.strip() for cell in read.rows[0]):
            raise GradingError(found="the template is empty", fix=_AS_IT_WAS)
        if read.text.lstrip().casefold().startswith(("sep=", '"sep=')):
            raise GradingError(found="the template begins with 'sep=', which a spreadsheet wrote", fix=_AS_IT_WAS)
        self.delimiter, self._encoding, self._mark = read.delimiter, read.encoding, read.mark
        self._text = data[len(read.mark) :].decode(read.encoding)
        self._spans = _spans(self._text, read.delimiter)
        self.rows = [[_value(self._text[start:end]) for start, end in spans] for spans in self._spans]
        if [row or [""] for row in read.rows] != self.rows:
            raise GradingError(found="the template can't be read cell by cell", fix=_AS_IT_WAS)
        for row in self.rows:
            if any(cell.strip() for cell in row):  # a spreadsheet leaves out empty cells at the end
                row.extend([""] * (len(self.rows[0]) - len(row)))
        self._changed: dict[tuple[int, int], str] = {}
        self._longer: dict[int, int] = {}  # how many cells a row has then, where these are more than it had

    def demand_separator(self, name: str, separators: str) -> None:
        """Raise GradingError for a file that this LMS wouldn't take back: a spreadsheet saved it as text with tabs."""
        if self.delimiter not in separators:
            fix = f"Download the file from {name} again, and give it as it is; or save it as CSV UTF-8."
            raise GradingError(f"the template has tabs between its cells, and {name} takes no such file", fix)

    @property
    def head(self) -> list[str]:
        """The headings."""
        return self.rows[0]

    def put(self, row: int, column: int, text: str) -> None:
        """Change a cell."""
        if self.rows[row][column] != text:
            self.rows[row][column] = text
            if column < len(self._spans[row]):
                self._changed[row, column] = text
            else:
                self._longer[row] = max(column + 1, self._longer.get(row, 0))

    def add_column(self, title: str) -> int:
        """Add a last column to every row that isn't blank; returns its place."""
        place = len(self.rows[0])
        for number, row in enumerate(self.rows):
            if len(row) == place:
                row.append("")
                self._longer[number] = place + 1
        self.put(0, place, title)
        return place

    def written(self) -> bytes:
        """Give the file's bytes; raises GradingError for a text that its encoding has no signs for."""
        parts, at = [], 0
        for number, spans in enumerate(self._spans):
            for column, (start, end) in enumerate(spans):
                if (number, column) in self._changed:
                    old = self._text[start:end]
                    parts += [self._text[at:start], self._quoted(self._changed[number, column], like=old)]
                    at = end
            if number in self._longer:
                more = self.rows[number][len(spans) : self._longer[number]]
                parts += [self._text[at : spans[-1][1]], *(self.delimiter + self._quoted(one, like="") for one in more)]
                at = spans[-1][1]
        parts.append(self._text[at:])
        try:
            return self._mark + "".join(parts).encode(self._encoding)
        except UnicodeEncodeError as error:
            text = for_message(error.object[error.start : error.end])
            fix = "Write it without them, or let the LMS give the file in UTF-8."
            raise GradingError(
                found=f"the template's encoding, {self._encoding}, has no signs for '{text}'", fix=fix
            ) from error

    def _quoted(self, text: str, *, like: str) -> str:
        """Write a cell with quotes where it had some, or needs them."""
        if like.startswith('"') or any(char in text for char in ('"', self.delimiter, "\r", "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text


def _spans(text: str, delimiter: str) -> list[list[_Span]]:
    """Find where each cell begins and ends, its quotes included."""
    rows: list[list[_Span]] = []
    at, ends = 0, {delimiter, "\r", "\n"}
    while at < len(text):
        row: list[_Span] = []
        more = True
        while more:
            start = at
            if text[at : at + 1] == '"':
                at = _after_quotes(text, at + 1)
            while at < len(text) and text[at] not in ends:
                at += 1
            row.append((start, at))
            more = text[at : at + 1] == delimiter
            at += more
        rows.append(row)
        at += 2 if text[at : at + 2] == "\r\n" else 1
    return rows


def _after_quotes(text: str, at: int) -> int:
    while True:
        end = text.find('"', at)
        if end < 0:
            return len(text)
        if text[end + 1 : end + 2] != '"':
            return end + 1
        at = end + 2


def _value(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell.startswith('"') else cell
