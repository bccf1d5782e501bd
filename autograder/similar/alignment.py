"""Two texts → their lines side by side: like beside like, what both share marked, and what moved said.

Runs of tokens that both have are laid one after the other, longest first, each token once (as in Wise's greedy string tiling); expressions
of one shape are marked as well, for they outlast another order. The work is bounded: of texts that repeat themselves without end only a part
is laid, which is said.
"""

from __future__ import annotations

import bisect
import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograder.similar import code_tokens
from autograder.similar.code_tokens import Token
from autograder.similar.expressions import expressions
from autograder.similar.hand_ins import Text

SHORTEST = 6  # tokens of a run
MOST_WORK = 40  # tokens looked at for each that there is
MOST_PLACES = 8  # of one run's beginning in the first text
MOST_LINES = 600  # of a text on a page

SHARED, RARE = 1, 2


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line."""

    text: str
    mark: int  # 0, SHARED, or RARE: shared, and few others have it


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of one text."""

    number: int  # from 1
    parts: tuple[Part, ...]
    moved: int = 0  # the other text's line that it is like, where that stands elsewhere


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two texts side by side."""

    rows: tuple[tuple[ShownLine | None, ShownLine | None], ...]
    whole: bool = True  # False: the texts go on, or repeat themselves too often for all to be marked


@dataclass(frozen=True, slots=True)
class _Tile:
    one: int  # first token
    other: int
    length: int


def align(one: Text, other: Text, rare: Collection[int] = ()) -> Aligned:
    """Lay two texts side by side. rare: prints that few have, as `scores.weights_of` tells."""
    sides = [_Side(text, rare) for text in (one, other)]
    left, right = sides
    tiles, done = _tiles([each.kind for each in left.tokens], [each.kind for each in right.tokens])
    like: Counter[tuple[int, int]] = Counter()
    for tile in tiles:
        for step in range(tile.length):
            like[left.line_of(tile.one + step), right.line_of(tile.other + step)] += 1
        left.mark_tokens(tile.one, tile.length)
        right.mark_tokens(tile.other, tile.length)
    both = left.shapes.keys() & right.shapes.keys()
    for shape in both:
        left.mark_shape(shape)
        right.mark_shape(shape)
        for begin, end in zip(left.shapes[shape], right.shapes[shape], strict=False):
            like[left.line_at(begin[0]), right.line_at(end[0])] += 1
    chain = _chain(like)
    best_left, best_right = _best(like), _best(Counter({(b, a): count for (a, b), count in like.items()}))
    rows = tuple(_rows(left.lines(best_left, dict(chain)), right.lines(best_right, {b: a for a, b in chain}), chain))
    return Aligned(rows, done and not any(each.cut for each in sides))


class _Side:
    """One text, and what is marked of it."""

    def __init__(self, text: Text, rare: Collection[int]) -> None:
        self._text = text.source.replace("\r\n", "\n").replace("\r", "\n")
        self.tokens: Sequence[Token] = (code_tokens.words if text.written else code_tokens.tokens)(self._text)
        self.cut = code_tokens.is_cut(self._text, self.tokens)
        self._rare = frozenset(rare)
        self._begins = [0, *(at + 1 for at, char in enumerate(self._text) if char == "\n")]
        self._changes = {level: [0] * (len(self._text) + 1) for level in (SHARED, RARE)}
        self.shapes: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for each in () if text.written else expressions(self._text):
            self.shapes[each.shape].append((each.start, each.end))

    def line_at(self, place: int) -> int:
        return bisect.bisect_right(self._begins, place) - 1

    def line_of(self, token: int) -> int:
        return self.line_at(self.tokens[token].start)

    def mark_tokens(self, first: int, length: int) -> None:
        run = self.tokens[first : first + length]
        level = SHARED if self._rare.isdisjoint(code_tokens.fingerprints([each.kind for each in run])) else RARE
        for each, following in zip(run, (*run[1:], run[-1]), strict=True):
            gap = self._text[each.end : following.start]
            self._mark(each.start, following.start if gap.strip(" ") == "" else each.end, level)
        self._mark(run[-1].start, run[-1].end, level)

    def mark_shape(self, shape: int) -> None:
        for start, end in self.shapes[shape]:
            self._mark(start, end, RARE if shape in self._rare else SHARED)

    def _mark(self, start: int, end: int, level: int) -> None:
        """Note where a mark begins and ends; thousands of expressions may lie in each other, so no character is touched yet."""
        self._changes[level][start] += 1
        self._changes[level][end] -= 1

    def _marks(self) -> bytes:
        shared, rare = (itertools.accumulate(self._changes[level]) for level in (SHARED, RARE))
        return bytes(RARE if few else SHARED if both else 0 for both, few in zip(shared, rare, strict=True))

    def lines(self, best: dict[int, int], beside: dict[int, int]) -> list[ShownLine]:
        made, marks = [], self._marks()
        for number, text in enumerate(self._text.rstrip("\n").split("\n")[:MOST_LINES]):
            moved = best[number] + 1 if number in best and number not in beside else 0
            made.append(
                ShownLine(
                    number + 1,
                    tuple(_parts(text, marks[self._begins[number] : self._begins[number] + len(text)])),
                    moved,
                )
            )
        self.cut |= len(self._begins) > MOST_LINES
        return made


def _parts(text: str, marks: bytes) -> Iterator[Part]:
    """Cut a line where its marks change; what it is indented by is never marked."""
    start, blank = 0, len(text) - len(text.lstrip())
    for at in range(1, len(text) + 1):
        if at == len(text) or marks[at] != marks[start] or at == blank:
            yield Part(text[start:at], 0 if at <= blank else marks[start])
            start = at


def _tiles(one: Sequence[str], other: Sequence[str]) -> tuple[list[_Tile], bool]:
    """Lay runs that both have, longest first; says whether all were looked at."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(one) - SHORTEST + 1):
        several = places[tuple(one[at : at + SHORTEST])]
        if len(several) < MOST_PLACES:
            several.append(at)
    work, found = MOST_WORK * (len(one) + len(other)), []
    for right in range(len(other) - SHORTEST + 1):
        for left in places.get(tuple(other[right : right + SHORTEST]), ()):
            work -= 1
            if left and right and one[left - 1] == other[right - 1]:
                continue  # it is inside of a longer run
            length = SHORTEST
            while (
                left + length < len(one) and right + length < len(other) and one[left + length] == other[right + length]
            ):
                length += 1
            work -= length
            found.append(_Tile(left, right, length))
        if work < 0:
            break
    found.sort(key=lambda tile: (-tile.length, abs(tile.one - tile.other)))
    free_one, free_other = bytearray(b"\1" * len(one)), bytearray(b"\1" * len(other))
    return [piece for tile in found for piece in _free(tile, free_one, free_other)], work >= 0


def _free(tile: _Tile, one: bytearray, other: bytearray) -> Iterator[_Tile]:
    """Take those parts of a run that lie on nothing yet."""
    begin = None
    for step in range(tile.length + 1):
        free = step < tile.length and one[tile.one + step] and other[tile.other + step]
        if free and begin is None:
            begin = step
        elif not free and begin is not None:
            length = step - begin
            if length >= SHORTEST:
                one[tile.one + begin : tile.one + step] = bytes(length)
                other[tile.other + begin : tile.other + step] = bytes(length)
                yield _Tile(tile.one + begin, tile.other + begin, length)
            begin = None


def _chain(like: Counter[tuple[int, int]]) -> list[tuple[int, int]]:
    """Choose pairs of lines that follow each other in both texts and share most."""
    if not like:
        return []
    size = 1 + max(right for _, right in like)
    tree: list[tuple[int, int]] = [(0, -1)] * (size + 1)  # Fenwick's, of maxima: a sum, and the pair that it ends with
    pairs, before = sorted(like, key=lambda pair: (pair[0], -pair[1])), []
    for number, (_, right) in enumerate(pairs):
        best, at = (0, -1), right
        while at > 0:
            best, at = max(best, tree[at]), at & (at - 1)
        before.append(best[1])
        mine, at = (best[0] + like[pairs[number]], number), right + 1
        while at <= size:
            tree[at], at = max(tree[at], mine), at + (at & -at)
    best, at = (0, -1), size
    while at > 0:
        best, at = max(best, tree[at]), at & (at - 1)
    chosen, number = [], best[1]
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _best(like: Counter[tuple[int, int]]) -> dict[int, int]:
    """Map each line to the one that it shares most with."""
    found: dict[int, tuple[int, int]] = {}
    for (line, partner), count in like.items():
        found[line] = max(found.get(line, (0, 0)), (count, -partner))
    return {line: -partner for line, (_, partner) in found.items()}


def _rows(
    left: Sequence[ShownLine], right: Sequence[ShownLine], chain: Sequence[tuple[int, int]]
) -> Iterator[tuple[ShownLine | None, ShownLine | None]]:
    at = [0, 0]
    for beside in (*chain, (len(left), len(right))):
        one, other = min(beside[0], len(left)), min(beside[1], len(right))
        for step in range(max(one - at[0], other - at[1])):
            yield (
                left[at[0] + step] if at[0] + step < one else None,
                right[at[1] + step] if at[1] + step < other else None,
            )
        if one < len(left) and other < len(right):
            yield left[one], right[other]
            at = [one + 1, other + 1]
        else:
            at = [max(at[0], one), max(at[1], other)]
