"""Tell where the text cells of ours went that were split, merged or edited: which of their lines are gone, and which turn up in other cells.

Comes in: a notebook's cells, and which of them are which of ours. Goes out: the lost lines, and whose lost lines stand in a text. Keys are made
once for the release and once for a text that is asked about, so that a thousand cells cost a thousand times one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.assemble import release_text
from autograder.assemble.release_text import ReleaseText, key
from autograder.conventions import lines_of
from autograder.model import Cell

MOST_COPIES = 3  # of a cell of ours whose lines are compared with ours word by word


class LostLines:
    """The lines of our text cells that stand in no cell that is known to be them."""

    def __init__(
        self, cells: Sequence[Cell], release: Sequence[Cell], copies: Mapping[int, Sequence[int]], ours: ReleaseText
    ) -> None:
        self._ours = ours
        self._lines: dict[int, list[str]] = {}
        self._keys: dict[int, list[str]] = {}  # of all lines of a cell, where it is gone
        self._joined: dict[int, str] = {}  # keys of its lost lines
        for index, cell in enumerate(release):
            texts = [cells[at].source for at in copies[index][:MOST_COPIES]]
            if cell.kind == "code" or cell.source in texts:
                continue
            if gone := release_text.missing(cell.source, texts):
                self._lines[index] = gone
                self._joined[index] = "".join(map(key, gone))
                if not copies[index]:
                    self._keys[index] = [line for line in map(key, lines_of(cell.source)) if line]

    def __iter__(self) -> Iterator[int]:
        """Give the cells of ours that lack lines."""
        return iter(self._lines)

    def of(self, cells: Sequence[int]) -> list[str]:
        """Return the lost lines of these cells of ours."""
        return [line for index in cells for line in self._lines[index]]

    def merged_into(self, text: str, index: int) -> set[int]:
        """Name the cells of ours that are gone, and stand whole in a text that is our cell of this index."""
        if not self._keys:
            return set()
        there = "".join(map(key, lines_of(text)))
        return {other for other, lines in self._keys.items() if other != index and all(line in there for line in lines)}

    def split_off(self, text: str) -> set[int]:
        """Name the cells of ours whose lost lines stand in a text: it was split off them, or merged with them."""
        if not self._lines:
            return set()
        found = {self._ours.find(line)[1]: key(line) for line in lines_of(text) if key(line)}
        return {index for index, line in found.items() if index in self._lines and line in self._joined[index]}
