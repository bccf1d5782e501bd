"""Frames: a length, then as many bytes. For whoever sends bytes from one process to another, over a socket or a pipe.

What the bytes mean is the sender's matter: msgpack between graders and their workers, JSON between the examiner and the sandbox's server.
A child's channel has frames with two lengths (see wire), and reads them with `exactly` too. Imports nothing, so that a process can read its
first frame before it imports torch.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20

Receive = Callable[[int], bytes]
"""Receive at most so many bytes, and none when the other side has gone: a socket's recv, a stream's read."""


def framed(body: bytes) -> bytes:
    """Put the length before the bytes."""
    return LENGTH.pack(len(body)) + body


def read(receive: Receive) -> bytes:
    """Read one frame's bytes; raises EOFError when the other side has gone."""
    (length,) = LENGTH.unpack(exactly(receive, LENGTH.size))
    return bytes(exactly(receive, length))


def exactly(receive: Receive, count: int) -> bytearray:
    """Receive so many bytes and no more, taking memory only as they come; raises EOFError when the other side has gone before."""
    found = bytearray()
    while len(found) < count:
        part = receive(min(count - len(found), _CHUNK))
        if not part:
            raise EOFError
        found += part
    return found
