"""A table that can be shown in a terminal and written as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.markup import escape
from rich.table import Table


@dataclass(slots=True)
class Grid:
    """A title, a head, and rows of text; all columns but the first are numbers, or short."""

    title: str
    head: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # below it, one sentence a line
    pictures: list[str] = field(default_factory=list)  # files that belong to it

    def rich(self) -> Table:
        """Make it ready to print."""
        table = Table(
            title=escape(self.title),
            caption=escape("\n".join(self.notes)),
            title_justify="left",
            caption_justify="left",
        )
        for number, name in enumerate(self.head):
            table.add_column(escape(name), justify="right" if number else "left")
        for row in self.rows:
            table.add_row(*map(escape, row))
        return table

    def markdown(self) -> str:
        """Write it with its title and notes."""
        lines = [f"## {self.title}", "", _line(self.head), _line(["---", *["---:"] * (len(self.head) - 1)])]
        lines += [_line(row) for row in self.rows]
        return "\n".join([*lines, "", *self.notes, *([""] if self.notes else [])])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def seconds(value: float) -> str:
    """Write seconds so that three digits count."""
    return f"{value:.3g} s" if value >= 1 else f"{1000 * value:.3g} ms"


def times(value: float) -> str:
    """Write a ratio."""
    return f"{value:.0f}×" if value >= 10 else f"{value:.1f}×"
