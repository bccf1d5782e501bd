"""A text → what is compared of it: fingerprints of its tokens' order, and the shapes of its expressions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.similar import code_tokens
from autograder.similar.expressions import expressions


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What one text leaves."""

    kept: frozenset[int]  # of order and of shapes
    # those of them that last when statements change places and loops are written otherwise
    shapes: frozenset[int] = frozenset()
    cut: bool = False  # the text goes on behind what was read


def of_code(source: str) -> Fingerprints:
    """Read a block, or any text of Python."""
    read = code_tokens.tokens(source)
    order = code_tokens.fingerprints([one.kind for one in read])
    shapes = frozenset(one.shape for one in expressions(source))
    return Fingerprints(order | shapes, shapes, code_tokens.is_cut(source, read))


def of_words(text: str) -> Fingerprints:
    """Read a written answer."""
    read = code_tokens.words(text)
    return Fingerprints(code_tokens.fingerprints([one.kind for one in read]), cut=code_tokens.is_cut(text, read))


def together(sources: Iterable[str]) -> frozenset[int]:
    """Read several texts of code as what all of them leave."""
    return frozenset().union(*(of_code(one).kept for one in sources))
