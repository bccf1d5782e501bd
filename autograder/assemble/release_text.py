"""Tell a line of the release's from a line of a student's, however an editor spaced, wrapped or marked it up.

Comes in: the release, and lines from anywhere. Goes out: whether a line is ours, and of which of our cells. Two lines are one when they
have the same letters and digits: editors strip stars and hashes, wrap paragraphs anew, and put other blanks between words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from autograder.assemble.comments import remarks, said
from autograder.assemble.source_text import tree_of
from autograder.conventions import lines_of
from autograder.model import Notebook

_NO_LETTER = re.compile(r"[\W_]+")

_SHORT = 300  # letters: a line, and not a whole text, which nobody asks for again

SHORTEST_PART = 12  # letters and digits: a shorter part of a line may stand in anybody's sentence


def key(text: str) -> str:
    """Return what a text says without its looks: letters and digits, else whatever there is to be seen of it.

    >>> key("*Your answer  here.*"), key(" \u200b\u00a0"), key("👍 ")
    ('youranswerhere', '', '👍')
    """
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = _NO_LETTER.sub("", folded)
    return letters or "".join(char for char in folded if not char.isspace() and unicodedata.category(char) != "Cf")


_short_key = lru_cache(maxsize=8192)(_key)  # most lines of a hand-in are the release's, and those of the one before


@dataclass(frozen=True, slots=True)
class ReleaseText:
    """The release's lines, as `key` gives them."""

    lines: Mapping[str, frozenset[int]]  # → our cells that hold the line
    whole: str  # all of them, one after the other
    starts: tuple[int, ...]  # where in `whole` each cell begins
    texts: frozenset[str]  # keys of what its code says, whatever is done with it
    parts: frozenset[str]  # of `whole`, each SHORTEST_PART long: most of what isn't ours is told by them at once

    def find(self, line: str) -> tuple[bool, int | None]:
        """Say whether a line is ours, and in which of our cells it stands, where it stands in one only; what is blank is nobody's."""
        wanted = key(line)
        if wanted in self.lines:
            cells = self.lines[wanted]
            return True, next(iter(cells)) if len(cells) == 1 else None
        if len(wanted) < SHORTEST_PART or wanted[:SHORTEST_PART] not in self.parts:
            return False, None
        at = self.whole.find(wanted)
        if at < 0:
            return False, None
        alone = self.whole.find(wanted, at + 1) < 0
        return True, bisect_right(self.starts, at) - 1 if alone else None


@lru_cache(maxsize=8)  # asked for every notebook of a class
def of_release(release: Notebook) -> ReleaseText:
    """Take in the lines of all of the release's cells, and what its code says in comments."""
    lines: dict[str, set[int]] = {}
    whole, starts = "", []
    texts: set[str] = set()
    for index, cell in enumerate(release.cells):
        starts.append(len(whole))
        remarked = remarks(cell.source) if cell.kind == "code" else ()
        if cell.kind == "code":
            texts.update(key(one.text) for one in said(cell.source, tree_of(cell.source)))
        for line in (*lines_of(cell.source), *remarked):
            lines.setdefault(key(line), set()).add(index)
        whole += "".join(map(key, lines_of(cell.source)))
    lines.pop("", None)
    return ReleaseText(
        lines={line: frozenset(cells) for line, cells in lines.items()},
        whole=whole,
        starts=tuple(starts),
        texts=frozenset(texts),
        parts=frozenset(whole[at : at + SHORTEST_PART] for at in range(len(whole))),
    )


def missing(ours: str, theirs: Iterable[str]) -> list[str]:
    """Return the lines of one of our cells that are nowhere in these texts of the student's."""
    there = "\0".join("".join(map(key, lines_of(text))) for text in theirs)
    return [line for line in lines_of(ours) if key(line) and key(line) not in there]


def changed(ours: str, theirs: str) -> list[str]:
    """Return the lines of one of our cells that are no line of theirs: gone, edited, or with something added."""
    there = set(map(key, lines_of(theirs)))
    return [line for line in lines_of(ours) if key(line) and key(line) not in there]
