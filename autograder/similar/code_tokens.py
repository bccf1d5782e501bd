"""A block's text → its tokens with their places, names and layout taken off, and the fingerprints of their order.

Reads any text, also one that isn't Python, in time that grows in step with it: one pattern that never gives back what it took.
"""

from __future__ import annotations

import builtins
import keyword
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

K = 8  # tokens in a run
WINDOW = 5  # runs of which the least hash is kept
LONGEST = 400_000  # characters of a text
MOST_TOKENS = 20_000  # what follows isn't compared, which is said
MODULES = frozenset({"torch", "np", "numpy", "math", "F", "nn", "random"})

_TOKEN = re.compile(
    r"""
    (?P<skip>[\s\\]+|\#[^\n]*)
  | (?P<text>(?:[rbuf]{1,2}(?=["']))?
        (?:\"\"\"(?:[^"\\]|\\.|"(?!""))*(?:\"\"\"|\Z)
         | '''(?:[^'\\]|\\.|'(?!''))*(?:'''|\Z)
         | "(?:[^"\\\n]|\\.)*"?
         | '(?:[^'\\\n]|\\.)*'?))
  | (?P<number>\.?\d[\w.]*)
  | (?P<name>\w+)
  | (?P<op>\*\*=?|//=?|->|:=|[<>=!+\-*/%&|^@]=|<<=?|>>=?|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what is compared of it, and where it stands."""

    kind: str
    start: int  # characters from the text's beginning
    end: int


def tokens(source: str) -> list[Token]:
    """Read code as tokens; own names, numbers' values, texts, comments and layout are taken off."""
    made: list[Token] = []
    after_dot = False
    for match in _TOKEN.finditer(source[:LONGEST] + "\n"):
        kind, text = match.lastgroup, match.group()
        if kind == "skip":
            continue
        read = _kept(text, after_dot) if kind == "name" else _plain(kind, text)
        made.append(Token(read, match.start(), min(match.end(), len(source))))
        after_dot = text == "."
        if len(made) == MOST_TOKENS:
            break
    return made


def words(text: str) -> list[Token]:
    """Read prose as words."""
    found = (Token(one.group().casefold(), *one.span()) for one in _WORD.finditer(text[:LONGEST]))
    return [token for token, _ in zip(found, range(MOST_TOKENS), strict=False)]


def is_cut(text: str, read: Sequence[Token]) -> bool:
    """Say whether a text goes on behind what was read of it."""
    return len(text) > LONGEST or len(read) == MOST_TOKENS


def fingerprints(kinds: Sequence[str]) -> frozenset[int]:
    """Keep the least hash of every window of runs of K tokens (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003)."""
    hashes = [zlib.crc32("\0".join(kinds[at : at + K]).encode("utf-8", "replace")) for at in range(len(kinds) - K + 1)]
    if not hashes:
        return frozenset()
    return frozenset(min(hashes[at : at + WINDOW]) for at in range(max(1, len(hashes) - WINDOW + 1)))


def _kept(name: str, after_dot: bool) -> str:
    known = after_dot or keyword.iskeyword(name) or hasattr(builtins, name) or name in MODULES
    return name if known else "name"


def _plain(kind: str | None, text: str) -> str:
    return text if kind == "op" else str(kind)
