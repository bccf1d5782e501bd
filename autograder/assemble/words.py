"""Find the words that a student wrote into one cell: what is in it and not in the release.

Comes in: a cell's text and the release's. Goes out: passages, each with the cells of ours whose lines stand before and after it in the same
cell, where there are any: cells get merged, and answers get typed into our own text. A correction of our text isn't a passage; what was added
to it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from autograder.assemble.comments import remarks, says_something
from autograder.assemble.release_text import ReleaseText, key
from autograder.assemble.source_text import is_magic, parse, without_magics
from autograder.conventions import lines_of
from autograder.model import Cell

MAX_EDITED = (
    60  # of a student's lines in a cell are compared with ours word by word; more of them are a text of its own
)
MAX_WORDS = 400  # of a line that is compared word by word
ALIKE = 50  # percent of their letters that a word and its correction share
SAME_LINE = 0.6  # of our line's words, for a line to be ours, edited

_WORD = re.compile(r"\w+|[^\w\s]")
_LETTERS = re.compile(r"[^\W\d_]+")
_CODE = re.compile(
    r"\w[(\[]|(?<![=<>!])=(?!=)|^\s*(?:import|from \w+ import|def|class|return|assert|raise|del|global|try|else|elif|"
    r"pass|break|continue|async|for .*:|if .*:|while|with|print|@)\b"
)
_SPACED = re.compile(r"[^\W\d_] +[^\W\d_]")  # two words side by side, as names in code hardly are
_STATEMENT = re.compile(r"\s*(?:for|if|elif|while|def|class|import|from|return|with|assert|raise)\b.*[(\[{=]")
_TEXT_MAGIC = re.compile(r"\s*%%(?:markdown|html|latex|HTML|svg)\b[^\n]*\n?")


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


def in_code(source: str, release: ReleaseText, known: Collection[str] = ()) -> str:
    """Return the words of a code cell that aren't ours, nor among these keys: its comments and bare texts, or all of it where it is text."""
    if is_text(source):
        return without_text_magic(source).strip() if any(is_new(line, release) for line in lines_of(source)) else ""
    said = [line for line in remarks(source) if is_new(line, release) and key(line) not in known]
    return "\n".join(line for line in said if says_something(line))


def is_new(line: str, release: ReleaseText) -> bool:
    """Say whether a line holds something, and isn't ours."""
    return bool(key(line)) and not release.find(line)[0]


def is_text(source: str) -> bool:
    """Say whether a code cell holds words instead of code: a text cell of a magic's, comments, printed texts, or what is no Python at all."""
    if _TEXT_MAGIC.match(source):
        return True
    tree, _ = parse(without_magics(source))
    lines = [line for line in lines_of(source) if key(line)]
    if tree is not None and all(map(_says, tree.body)):
        return bool(lines) and (bool(tree.body) or bool(remarks(source)))
    wordy = sum(map(_is_wordy, lines))
    if tree is None:
        return 2 * wordy >= len(lines) > 0
    return wordy == len(lines) > 0 and all(_SPACED.search(line) for line in lines)


def is_broken(source: str) -> bool:
    """Say whether a code cell holds what Python can't read, the notebook's commands aside."""
    return parse(without_magics(source))[0] is None


def may_be_text(source: str) -> bool:
    """Say whether a line of what Python can't read has a few words side by side: code that is broken, or an answer."""
    spoken = (line for line in lines_of(source) if _SPACED.search(line) and not _STATEMENT.match(line))
    return any(len(_LETTERS.findall(line)) >= 3 for line in spoken)


def without_text_magic(source: str) -> str:
    """Take off the line that makes a code cell a text cell."""
    return _TEXT_MAGIC.sub("", source, count=1)


def holds_words(cell: Cell) -> bool:
    """Say whether a cell of any kind is one of text."""
    return cell.kind != "code" or is_text(cell.source)


# ---------------------------------------------------------------- edited lines


def _added_to(line: str, lost: list[str]) -> str | None:
    """Return what was added to a line of ours, "" where it was only corrected; None when it is no line of ours. Takes that out of the lost."""
    theirs = _WORD.findall(line)
    if not lost or len(theirs) > MAX_WORDS:
        return None
    best = max(lost, key=lambda ours: fuzz.token_set_ratio(ours, line))
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


# ---------------------------------------------------------------- words in a code cell


def _says(statement: ast.stmt) -> bool:
    """Say whether a statement only holds a text, or prints texts."""
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("print", "display"):
        return bool(value.args) and all(map(_is_string, value.args))
    return _is_string(value)


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_wordy(line: str) -> bool:
    """Say whether a line reads as a sentence rather than as code."""
    words = _LETTERS.findall(line)
    enough = len(words) >= 3 or any(len(word) >= 2 and not word.isascii() for word in words)
    return enough and not is_magic(line) and (line.lstrip().startswith("#") or not _CODE.search(line))
