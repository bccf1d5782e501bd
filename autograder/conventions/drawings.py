"""Which drawing of the hidden inputs is a student's, and which seed each drawing has.

In: the class's seed, which the course's secret makes (course/secret.py), a student's id, how many drawings course.toml asks for. Out: numbers.
Everything is derived by keyed BLAKE2b, so that who doesn't know the seed can neither choose a drawing nor tell who shares theirs. The examiner
asks here what to ask a student, and the command which hand-ins will be asked alike.
"""

from __future__ import annotations

import hashlib

SEED_BYTES = 6
"""Of a class's seed, and of a drawing's: both are smaller than 2**48."""

_OF_A_STUDENT = (
    8  # bytes that a student's drawing is taken from: many more than there are drawings, so that all are as likely
)


def version_of(student_id: str, seed: int, versions: int) -> int:
    """Tell which of so many drawings is a student's, from 0.

    >>> version_of("ada", 1, 1), version_of("ada", 1, 8) == version_of("ada", 1, 8)
    (0, True)
    """
    return int.from_bytes(_keyed(f"version of {student_id}", seed, _OF_A_STUDENT), "big") % versions


def seed_of(version: int, seed: int) -> int:
    """Return a drawing's own seed. Drawing 0 has the class's, so a course with one drawing has the inputs it always had.

    >>> seed_of(0, 123), 0 <= seed_of(3, 123) < 2**48
    (123, True)
    """
    return int.from_bytes(_keyed(f"seed of {version}", seed, SEED_BYTES), "big") if version else seed


def _keyed(text: str, seed: int, size: int) -> bytes:
    key = seed.to_bytes(SEED_BYTES, "big")
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=size).digest()
