"""Find the words that a student wrote into a text: what is in it and not in the release.

Comes in: a cell's text and the release's. Goes out: passages, each with the cells of ours whose lines stand before and after it in the same
cell, where there are any: cells get merged, and answers get typed into our own text. A correction of our text isn't a passage; what was added
to it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz, process

from autograder.assemble.release_text import ReleaseText, key
from autograder.conventions import lines_of

MAX_EDITED = (
    60  # of a student's lines in a cell are compared with ours word by word; more of them are a text of its own
)
MAX_WORDS = 400  # of a line that is compared word by word
ALIKE = 50  # percent of their letters that a word and its correction share
SAME_LINE = 0.6  # of our line's words, for a line to be ours, edited

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a student's, and what of ours stands around them in the same cell."""

    text: str
    before: int | None = None  # our cell whose line stands before; None where none does
    after: int | None = None

    @property
    def words(self) -> int:
        """How many there are."""
        return len(re.findall(r"\w+", self.text))


def in_text(
    source: str, release: ReleaseText, ours: Collection[int], lost: Sequence[str] = (), home: int | None = None
) -> list[Passage]:
    """List the passages between our lines.

    ours: the cells whose lines are expected here; lost: lines of theirs that are nowhere, so that they may have been edited;
    home: the cell of ours that this is, which stands in where a line is several cells'.
    """
    lines = lines_of(source)
    found = [release.find(line) if key(line) else (False, None) for line in lines]
    owners = [owner if owner in ours else home if known else None for known, owner in found]
    left = list(lost)
    passages: list[Passage] = []
    run: list[str] = []
    before: int | None = None
    for line, (known, _), owner in (*zip(lines, found, owners, strict=True), ("", (True, None), None)):
        if not known:
            text = _added_to(line, left) if key(line) and len(run) < MAX_EDITED else line
            run.append(line if text is None else text)
            continue
        text = "\n".join(run).strip("\n").rstrip()
        if key(text):
            passages.append(Passage(text, before, owner))
        run, before = [], owner if owner is not None else before
    return passages


def is_new(line: str, release: ReleaseText) -> bool:
    """Say whether a line holds something, and isn't ours."""
    return bool(key(line)) and not release.find(line)[0]


# ---------------------------------------------------------------- edited lines


def _added_to(line: str, lost: list[str]) -> str | None:
    """Return what was added to a line of ours, "" where it was only corrected; None when it is no line of ours. Takes that out of the lost."""
    theirs = _WORD.findall(line)
    if not lost or len(theirs) > MAX_WORDS:
        return None
    best = lost[process.extractOne(line, lost, scorer=fuzz.token_set_ratio, processor=None)[2]]
    ours = _WORD.findall(best)
    if not ours or len(ours) > MAX_WORDS:
        return None
    operations = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    kept = sum(
        i2 - i1
        for how, i1, i2, j1, j2 in operations
        if how == "equal" or (how == "replace" and _corrects(ours[i1:i2], theirs[j1:j2]))
    )
    if kept < SAME_LINE * len(ours):
        return None
    lost.remove(best)
    spans = [match.span() for match in _WORD.finditer(line)]
    added = [
        line[spans[j1][0] : spans[j2 - 1][1]]
        for how, i1, i2, j1, j2 in operations
        if j2 > j1 and (how == "insert" or (how == "replace" and not _corrects(ours[i1:i2], theirs[j1:j2])))
    ]
    return " … ".join(part for part in added if re.search(r"\w", part))


def _corrects(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether some words stand for others as a correction does: about as many, of about the same letters."""
    return abs(len(ours) - len(theirs)) <= 2 and fuzz.ratio(" ".join(ours), " ".join(theirs)) >= ALIKE
