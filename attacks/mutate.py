"""Make hostile inputs of good ones: flips, splices, truncations, lies about lengths, and tokens that parsers trip over.

Comes in: a random generator and some bytes. Goes out: other bytes. What has a structure of its own is in mutate_trees.py.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Sequence

Mutator = Callable[[random.Random, bytes, Sequence[bytes]], bytes]

NUMBERS = (
    0, 1, 2, 7, 8, 16, 63, 64, 127, 128, 255, 256, 4095, 65535, 65536, 2**24, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53, 2**62,
    2**63 - 1, 2**63, 2**64 - 1,
)  # fmt: skip
WORDS = (
    "-1", "0", "1e999", "-1e999", "1e-400", "NaN", "Infinity", "-Infinity", "null", "true", "false", "[]", "{}", '""', "9" * 30, "9" * 5000,
    "1.5", "-0.0", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", '"\\ud800"',
    '"\\u0000"', '"\\udfff\\ud800"',
)  # fmt: skip
ODD_TEXTS = (
    "", "\0", "a\0b", "\ufeff", "\u202e", "\u200d", "é", "e\u0301", "ﬁ", "ß", "İ", "\ud800", "\U0001f600", "../x", "/etc/passwd",
    "C:\\x", "~", "..", ".", "-x", "CON", "nul.txt", "a" * 300, "<script>", "=1+1", "\r\n", "\x1b[31m", "%s%n", "{x}", "# BEGIN YOUR CODE",
    "# END YOUR CODE", "    # END YOUR CODE", "def f(:", "\\", "'''", "\x0c", "\u2028", "0x", "_", "__", "-", " ",
)  # fmt: skip


def of_bytes(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Damage bytes in one to six places."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        rng.choice(_DAMAGES)(rng, made, others)
    return bytes(made)


def in_place(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Damage bytes and keep their number, so that offsets elsewhere stay true."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        rng.choice((_flip, _set, _lie, _lie))(rng, made, others)
    return bytes(made)


def _place(rng: random.Random, made: bytearray) -> int:
    """Choose a place; ends are where headers and trailers are."""
    if rng.random() < 0.3:
        edge = min(len(made), 80)
        return rng.randrange(edge) if rng.random() < 0.5 else len(made) - 1 - rng.randrange(edge)
    return rng.randrange(len(made))


def _flip(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    if made:
        made[_place(rng, made)] ^= 1 << rng.randrange(8)


def _set(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    if made:
        made[_place(rng, made)] = rng.choice((0, 255, 34, 44, 91, 93, 123, 125, 92, rng.randrange(256)))


def _lie(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    """Write another number where a length may be, in either order of bytes."""
    size, letter = rng.choice(((1, "B"), (2, "H"), (4, "I"), (8, "Q")))
    if len(made) >= size:
        at = min(_place(rng, made), len(made) - size)
        made[at : at + size] = struct.pack(rng.choice("<>") + letter, rng.choice(NUMBERS) % 256**size)


def _cut(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    if made:
        del made[rng.randrange(len(made)) :]


def _remove(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    if made:
        at = _place(rng, made)
        del made[at : at + rng.choice((1, 1, 2, 8, 50))]


def _repeat(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    if made and len(made) < 1 << 16:
        at = _place(rng, made)
        part = made[at : at + rng.choice((1, 2, 8, 40))]
        made[at:at] = part * rng.choice((1, 2, 50))


def _insert(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    text = rng.choice(WORDS if rng.random() < 0.5 else ODD_TEXTS)
    at = rng.randrange(len(made) + 1)
    made[at:at] = text.encode("utf-8", "surrogatepass")


def _number(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    """Replace a number that is written in digits."""
    digits = [i for i, byte in enumerate(made) if 48 <= byte <= 57]
    if digits:
        start = end = rng.choice(digits)
        while end < len(made) and 48 <= made[end] <= 57:
            end += 1
        made[start:end] = rng.choice(WORDS).encode()


def _splice(rng: random.Random, made: bytearray, others: Sequence[bytes]) -> None:
    if others:
        other = rng.choice(others)
        made[rng.randrange(len(made) + 1) :] = other[rng.randrange(len(other) + 1) :]


_DAMAGES = (_flip, _flip, _set, _lie, _cut, _remove, _repeat, _insert, _number, _splice)


# ---------------------------------------------------------------- names


def of_text(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Change characters of a name, or put parts of two names together."""
    text = data.decode("utf-8", "surrogatepass") if rng.random() < 0.9 else data.decode("latin-1")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(text) + 1)
        way = rng.random()
        if way < 0.4:
            text = (
                text[:at]
                + rng.choice((*ODD_TEXTS, *WORDS, "_", "_1_2_", "_attempt_", "_assignsubmission_file_", ".zip", "."))
                + text[at:]
            )
        elif way < 0.6:
            text = text[:at] + chr(rng.choice((rng.randrange(256), rng.randrange(0x110000)))) + text[at + 1 :]
        elif way < 0.75:
            text = text[:at] + text[at + rng.choice((1, 3)) :]
        elif way < 0.85:
            text = (text[:at] + text[at:][:20] * rng.choice((2, 30)))[:5000]
        elif others:
            text = text[:at] + rng.choice(others).decode("utf-8", "replace")[rng.randrange(9) :]
    return text.encode("utf-8", "surrogatepass")
