"""Read a zip whose entries say that their names are UTF-8 where they aren't: some tools set that mark on names in other encodings.

Comes in: an open zip, and where its directory lies. Goes out: the same zip for who reads it, with that mark taken off those entries, so that
`names_as_text` finds what the names were meant to be; zipfile refuses the whole zip for one of them. All else stays, the file itself too.
"""

from __future__ import annotations

import bisect
import io
import struct
from collections.abc import Iterator, Sequence
from typing import BinaryIO

SAYS_UTF8 = 0x800
_ENTRY = struct.Struct(
    "<4s4xH18x3H8xL"
)  # of the directory, up to a name: signature, flags, three lengths, where the file's own header is
_ENTRY_SIGNATURE, _HEADER_SIGNATURE = b"PK\x01\x02", b"PK\x03\x04"
_HEADER_FLAGS = 6
_ENTRY_FLAGS = 8
_MARK = SAYS_UTF8 >> 8  # in the second byte of flags


def corrected(file: BinaryIO, at: int, size: int) -> BinaryIO | None:
    """Return the file with marks that are true; None where they are so already. at, size: of the directory, in bytes."""
    untrue = sorted(_untrue(file, at, size))
    return _Unmarked(file, untrue) if untrue else None


def _untrue(file: BinaryIO, start: int, size: int) -> Iterator[int]:
    """Give the places of bytes with a mark on a name that isn't UTF-8; of what is no directory none, for others refuse it."""
    file.seek(start)
    directory, at = file.read(size), 0
    while at + _ENTRY.size <= len(directory):
        signature, flags, length, *others, header = _ENTRY.unpack_from(directory, at)
        if signature != _ENTRY_SIGNATURE:
            return
        name = directory[at + _ENTRY.size : at + _ENTRY.size + length]
        if flags & SAYS_UTF8 and not _is_utf8(name):
            yield start + at + _ENTRY_FLAGS + 1
            file.seek(header)
            if file.read(len(_HEADER_SIGNATURE)) == _HEADER_SIGNATURE:
                yield header + _HEADER_FLAGS + 1
        at += _ENTRY.size + length + sum(others)


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Unmarked(io.BufferedIOBase, BinaryIO):
    """A file that is read without the mark in some bytes of it."""

    def __init__(self, file: BinaryIO, places: Sequence[int]) -> None:
        self._file, self._places = file, places

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int | None = -1) -> bytes:
        """Read on from here, as from the file."""
        start = self._file.tell()
        data = bytearray(self._file.read(-1 if size is None else size))
        first = bisect.bisect_left(self._places, start)
        for place in self._places[first : bisect.bisect_left(self._places, start + len(data))]:
            data[place - start] &= ~_MARK
        return bytes(data)

    def close(self) -> None:
        """Close the file, too."""
        self._file.close()
        super().close()
