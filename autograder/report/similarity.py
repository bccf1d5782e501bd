"""Records → pairs of submissions that share blocks beyond what the exercise makes likely. Never part of a score: a person looks.

Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): names and layout are taken off, every run of K tokens is hashed, and the least
hash of each window stands for it. What many hand-ins share is what the exercise asks for, and doesn't count.
"""

from __future__ import annotations

import builtins
import io
import itertools
import keyword
import token
import tokenize
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.model import Record

K = 8  # tokens in a run
WINDOW = 5  # runs of which the least hash is kept
COMMON = 0.2  # what a larger share of the class has is the exercise's own
FEWEST = 4  # the fewest hand-ins that make something common
LEAST_SHARE = 0.6
LONGEST_CODE = 30_000  # characters of a block; what follows isn't compared
LONGEST_LINE = 1_000  # characters; at a longer line reading stops, for it costs more than in step with its length
LEAST_PRINTS = 4  # below this a block is too short to tell

Print = tuple[str, int]  # question, hash


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions and what they share."""

    one: str
    other: str
    share: float  # of the smaller one's own fingerprints
    questions: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For JSON."""
        return {"one": self.one, "other": self.other, "share": round(self.share, 3), "questions": list(self.questions)}


def pairs(
    records: Sequence[Record], *, least_share: float = LEAST_SHARE, groups: Iterable[Collection[str]] = ()
) -> list[Pair]:
    """List the pairs that share at least this part of their own fingerprints, most first; a group's hand-in is one, its first's.

    groups: who works together; they and those for whom the LMS has one file are no pair.
    """
    prints = {record.student_id: frozenset(_prints(record)) for record in records if not record.handed_in_by}
    own = _without_common(prints)
    holders: dict[Print, list[str]] = defaultdict(list)
    for student, kept in sorted(own.items()):
        for each in kept:
            holders[each].append(student)
    candidates = {pair for students in holders.values() for pair in itertools.combinations(students, 2)}
    candidates -= _together(records, groups)
    compared = [_pair(one, other, own) for one, other in candidates]
    return sorted(
        (pair for pair in compared if pair and pair.share >= least_share), key=lambda p: (-p.share, p.one, p.other)
    )


def _together(records: Sequence[Record], groups: Iterable[Collection[str]]) -> set[tuple[str, str]]:
    """Pair those who may have the same."""
    teams: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.team:
            teams[record.team].append(record.student_id)
    return {pair for one in (*teams.values(), *groups) for pair in itertools.combinations(sorted(one), 2)}


def _pair(one: str, other: str, own: dict[str, frozenset[Print]]) -> Pair | None:
    shared, least = own[one] & own[other], min(len(own[one]), len(own[other]))
    if least < LEAST_PRINTS:
        return None
    questions = Counter(question for question, _ in shared)
    return Pair(one, other, len(shared) / least, tuple(sorted(questions)))


def _without_common(prints: dict[str, frozenset[Print]]) -> dict[str, frozenset[Print]]:
    held = Counter(each for kept in prints.values() for each in kept)
    most = max(FEWEST, COMMON * len(prints))
    return {student: frozenset(each for each in kept if held[each] < most) for student, kept in prints.items()}


def _prints(record: Record) -> Iterator[Print]:
    for question in record.questions:
        if not question.written:
            for number in winnow(list(tokens(question.code))):
                yield question.id, number


def _lines(source: str) -> Iterator[str]:
    """Give the lines of a block as far as they are read."""
    return itertools.takewhile(lambda line: len(line) <= LONGEST_LINE, io.StringIO(source[:LONGEST_CODE]))


def winnow(words: Sequence[str]) -> set[int]:
    """Keep the least hash of every window of runs of K tokens."""
    hashes = [zlib.crc32("\0".join(words[i : i + K]).encode()) for i in range(len(words) - K + 1)]
    if not hashes:
        return set()
    return {min(hashes[i : i + WINDOW]) for i in range(max(1, len(hashes) - WINDOW + 1))}


def tokens(source: str) -> Iterable[str]:
    """Read a block as tokens with its own names, numbers' values, comments and layout taken off; stops where it can't be read."""
    after_dot = False
    try:
        for each in tokenize.generate_tokens(_lines(source).__next__):
            if each.type == token.NAME:
                known = keyword.iskeyword(each.string) or hasattr(builtins, each.string) or after_dot
                yield each.string if known or each.string in ("torch", "np") else "name"
            elif each.type == token.NUMBER:
                yield "number"
            elif each.type == token.STRING:
                yield "text"
            elif each.type == token.OP:
                yield each.string
            after_dot = each.string == "."
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return
