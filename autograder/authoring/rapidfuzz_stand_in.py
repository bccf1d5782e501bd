"""Measure how alike two texts are as rapidfuzz does, in Python alone: the notebook's last cell compares cells where that isn't installed.

Comes in: texts. Goes out: the same numbers. Only what `assemble` asks of rapidfuzz is here; it is packed into a release under that name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace


def ratio(one: str, other: str, *, score_cutoff: float = 0.0) -> float:
    """Return in per cent how much of two texts is a common subsequence; 0 below the cutoff."""
    if not one and not other:
        return 100.0
    score = 200.0 * _common(one, other) / (len(one) + len(other))
    return score if score >= score_cutoff else 0.0


def _common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence: a bit for each letter of one, and a step for each of the other."""
    places: dict[str, int] = {}
    for at, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << at
    whole = (1 << len(one)) - 1
    free = whole
    for letter in other:
        met = free & places.get(letter, 0)
        free = (free + met | free - met) & whole
    return len(one) - free.bit_count()


def token_set_ratio(one: str, other: str, *, score_cutoff: float = 0.0) -> float:
    """Return how alike the words of two texts are, whatever their order and however often they stand."""
    mine, theirs = set(one.split()), set(other.split())
    if not mine or not theirs:
        return 0.0
    both, left, right = sorted(mine & theirs), sorted(mine - theirs), sorted(theirs - mine)
    if both and not (left and right):
        return 100.0
    shared, a, b = (" ".join(words) for words in (both, left, right))
    gap = bool(shared)
    lengths = [len(shared) + gap + len(a), len(shared) + gap + len(b)]
    distance = len(a) + len(b) - 2 * _common(a, b)
    scores = [100.0 - 100.0 * distance / sum(lengths)]
    if shared:
        scores += [
            100.0 - 100.0 * (gap + len(end)) / (len(shared) + length)
            for end, length in zip((a, b), lengths, strict=True)
        ]
    return max(scores) if max(scores) >= score_cutoff else 0.0


def extract_one(
    text: str,
    among: Sequence[str],
    *,
    scorer: Callable[..., float],
    processor: None = None,  # noqa: ARG001 - rapidfuzz's name
) -> tuple[str, float, int]:
    """Return the first of the most alike texts, how alike it is, and its place."""
    scores = [scorer(text, other) for other in among]
    best = max(range(len(among)), key=scores.__getitem__)
    return among[best], scores[best], best


fuzz = SimpleNamespace(ratio=ratio, token_set_ratio=token_set_ratio)
process = SimpleNamespace(extractOne=extract_one)
