"""Carry plain values between the examiner and a child as strict frames, and as bytes that can be kept in a file.

A message is a dict of names and values: None, truth values, 64-bit integers, floats, text, Arrays, Unsupported, and lists, tuples and dicts
of them. A frame is a prefix of fixed size (magic, length of header, length of body), a header (the message as JSON) and a body (the
message's arrays as safetensors).

The peer may be hostile, so nothing that it says is believed. Lengths are checked before memory is taken for them. The header has no JSON
objects at all, so no key can occur twice: a container is an array that begins with its kind. One deadline holds for the whole frame, when
reading from a peer that sends a byte a second as well as when writing to one that never reads. Plain recv drops any descriptors sent along.
Whatever is malformed raises WireError with one sentence, and nothing else.
"""

from __future__ import annotations

import math
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

import msgspec
import torch

from autograder.model import Array, Unsupported
from autograder.wire.tensors import WireError, pack, unpack

__all__ = ["WireClosed", "WireError", "WireTimeout", "decode", "encode", "receive", "send", "send_bytes"]

MAX_BYTES = 256 << 20
MAX_HEADER = 16 << 20
MAX_COMMAS = 1_000_000  # bounds what parsing a header can allocate
MAX_ARRAYS = 256
MAX_ITEMS = 200_000
MAX_DEPTH = 32
MAX_TEXT = 1 << 20
MAX_NAME = 160

_MAGIC = b"agw1"
_PREFIX = struct.Struct(">4sIQ")
_DEVICE_LENGTH = 32
_LIBRARIES = ("torch", "numpy")
_SPECIAL = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_CHUNK = 1 << 20

# Bound here, so that what student code does to these modules later can't change them.
_monotonic = time.monotonic
_to_json = msgspec.json.Encoder().encode
_from_json = msgspec.json.Decoder().decode
_recv_into = socket.socket.recv_into
_send = socket.socket.send
_settimeout = socket.socket.settimeout


class WireClosed(WireError):
    """The peer has gone."""


class WireTimeout(WireError):
    """The frame wasn't through by its deadline."""


# ---------------------------------------------------------------- bytes


def encode(message: Mapping[str, Any]) -> bytes:
    """Write a message as one frame."""
    arrays: list[torch.Tensor] = []
    tree = _Writer(arrays).tree(dict(message), MAX_DEPTH)
    try:
        header = _to_json(tree)
    except UnicodeEncodeError as error:
        raise WireError(found="a text holds half of a character") from error
    if len(arrays) > MAX_ARRAYS or len(header) > MAX_HEADER or header.count(b",") > MAX_COMMAS:
        raise WireError(found="the message is larger than a frame may be")
    body = pack(arrays) if arrays else b""
    return _PREFIX.pack(_MAGIC, len(header), len(body)) + header + body


def decode(frame: bytes, *, max_bytes: int = MAX_BYTES, max_arrays: int = MAX_ARRAYS) -> dict[str, Any]:
    """Read a frame back from bytes; raise WireError unless it is exactly one frame."""
    header_length, body_length = _lengths(frame[: _PREFIX.size], max_bytes)
    if len(frame) != _PREFIX.size + header_length + body_length:
        raise WireError(found="the frame has another length than it says")
    view = memoryview(frame)[_PREFIX.size :]
    return _message(view[:header_length], view[header_length:], max_arrays)


# ---------------------------------------------------------------- sockets


def send(channel: socket.socket, message: Mapping[str, Any], deadline: float | None = None) -> None:
    """Send a message; raise WireTimeout when it isn't wholly sent by the deadline (of time.monotonic)."""
    send_bytes(channel, encode(message), deadline)


def send_bytes(channel: socket.socket, frame: bytes, deadline: float | None = None) -> None:
    """Send a frame that encode made earlier."""
    view = memoryview(frame)
    while view:
        _arm(channel, deadline)
        try:
            sent = _send(channel, view[:_CHUNK])
        except TimeoutError as error:
            raise WireTimeout(found="the peer didn't read in time") from error
        except OSError as error:
            raise WireClosed(found="the peer has gone") from error
        view = view[sent:]


def receive(
    channel: socket.socket, deadline: float | None = None, *, max_bytes: int = MAX_BYTES, max_arrays: int = MAX_ARRAYS
) -> dict[str, Any]:
    """Receive one message of at most max_bytes by the deadline (of time.monotonic)."""
    prefix = _exactly(channel, _PREFIX.size, deadline)
    header_length, body_length = _lengths(prefix, max_bytes)
    header = _exactly(channel, header_length, deadline)
    body = _exactly(channel, body_length, deadline)
    return _message(header, body, max_arrays)


def _exactly(channel: socket.socket, count: int, deadline: float | None) -> bytearray:
    buffer = bytearray(count)
    view = memoryview(buffer)
    while view:
        _arm(channel, deadline)
        try:
            got = _recv_into(channel, view)
        except TimeoutError as error:
            raise WireTimeout(found="the peer didn't answer in time") from error
        except OSError as error:
            raise WireClosed(found="the peer has gone") from error
        if got == 0:
            raise WireClosed(found="the peer has gone")
        view = view[got:]
    return buffer


def _arm(channel: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        _settimeout(channel, None)
        return
    left = deadline - _monotonic()
    if left <= 0:
        raise WireTimeout(found="the frame wasn't through in time")
    _settimeout(channel, left)


# ---------------------------------------------------------------- reading


def _lengths(prefix: bytes | bytearray, max_bytes: int) -> tuple[int, int]:
    if len(prefix) != _PREFIX.size:
        raise WireError(found="the frame is cut short")
    magic, header_length, body_length = _PREFIX.unpack(prefix)
    if magic != _MAGIC:
        raise WireError(found="the frame doesn't begin as frames do")
    if header_length > MAX_HEADER or header_length + body_length > max_bytes:
        raise WireError(found=f"the frame is larger than {max_bytes} bytes")
    return header_length, body_length


def _message(header: bytearray | memoryview, body: bytearray | memoryview, max_arrays: int) -> dict[str, Any]:
    if bytes(header).count(b",") > MAX_COMMAS:
        raise WireError(found="the frame's header has too many items")
    try:
        tree = _from_json(header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(found="the frame's header is no proper JSON") from error
    reader = _Reader(max_arrays)
    message = reader.value(tree, MAX_DEPTH)
    if type(message) is not dict or not all(type(name) is str for name in message):
        raise WireError(found="the frame's header is no message")
    if not reader.arrays:
        if len(body):
            raise WireError(found="the frame has a body that its header doesn't mention")
        return message
    tensors = unpack(body, count=len(reader.arrays))
    for array, tensor in zip(reader.arrays, tensors, strict=True):
        object.__setattr__(array, "tensor", tensor)  # not yet seen by anybody
    return message


class _Reader:
    """Rebuild values from a header's tree; arrays get their tensors when the header has been read."""

    def __init__(self, max_arrays: int) -> None:
        self.arrays: list[Array] = []
        self._items = 0
        self._max_arrays = max_arrays

    def value(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if kind is float or kind is bool or tree is None:
            return tree
        if kind is str:
            return _checked_text(tree)
        if kind is int:
            return _checked_integer(tree)
        if kind is not list or not tree or type(tree[0]) is not str:
            raise WireError(found="the frame's header holds something that is no value")
        return self._tagged(tree[0], tree[1:], depth)

    def _tagged(self, tag: str, items: list[Any], depth: int) -> Any:
        match tag:
            case "list" | "tuple" | "dict":
                self._items = _counted(self._items + len(items) + 1, depth)
                return self._container(tag, items, depth - 1)
            case "float" if len(items) == 1 and type(items[0]) is str and items[0] in _SPECIAL:
                return _SPECIAL[items[0]]
            case "array":
                return self._array(items)
            case "unsupported" if len(items) == 1 and type(items[0]) is str:
                return Unsupported(_checked_name(items[0]))
        raise WireError(found="the frame's header holds a container of no known kind")

    def _container(self, tag: str, items: list[Any], depth: int) -> Any:
        if tag == "dict":
            return self._dict(items, depth)
        values = [self.value(item, depth) for item in items]
        return values if tag == "list" else tuple(values)

    def _dict(self, items: list[Any], depth: int) -> dict[Any, Any]:
        if len(items) % 2:
            raise WireError(found="a dict in the frame's header has a key without a value")
        found: dict[Any, Any] = {}
        for key, item in zip(items[::2], items[1::2], strict=True):
            if type(key) not in (str, int) or key in found:
                raise WireError(found="a dict in the frame's header has an odd key, or one twice")
            found[self.value(key, depth)] = self.value(item, depth)
        return found

    def _array(self, items: list[Any]) -> Array:
        index = len(self.arrays)
        if index >= self._max_arrays:
            raise WireError(found=f"the frame has more than {self._max_arrays} arrays")
        if len(items) != 3 or type(items[0]) is not int or items[0] != index or items[1] not in _LIBRARIES:
            raise WireError(found="an array in the frame's header is out of order")
        device = items[2]
        if type(device) is not str or len(device) > _DEVICE_LENGTH or not device.isprintable():
            raise WireError(found="an array in the frame's header is on no device")
        array = Array(tensor=_NOTHING, library=items[1], device=device)
        self.arrays.append(array)
        return array


_NOTHING = torch.empty(0)


# ---------------------------------------------------------------- writing


class _Writer:
    """Turn values into a header's tree, setting arrays aside for the body."""

    def __init__(self, arrays: list[torch.Tensor]) -> None:
        self._arrays = arrays
        self._items = 0

    def tree(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is bool or value is None:
            return value
        if kind is float:
            return value if math.isfinite(value) else ["float", repr(value)]
        if kind is str:
            return _checked_text(value)
        if kind is int:
            return _checked_integer(value)
        if kind is Array:
            self._arrays.append(value.tensor)
            return ["array", len(self._arrays) - 1, value.library, value.device]
        if kind is Unsupported:
            return ["unsupported", _checked_name(value.type_name)]
        if kind is list or kind is tuple:
            self._items = _counted(self._items + len(value) + 1, depth)
            return ["list" if kind is list else "tuple", *[self.tree(item, depth - 1) for item in value]]
        if kind is dict:
            self._items = _counted(self._items + 2 * len(value) + 1, depth)
            if not all(type(key) in (str, int) for key in value):
                raise WireError(found="a dict in the message has a key that is neither text nor integer")
            return ["dict", *[self.tree(part, depth - 1) for pair in value.items() for part in pair]]
        raise WireError(found=f"the message holds a {kind.__name__}, which is no plain value")


def _counted(items: int, depth: int) -> int:
    if depth == 0 or items > MAX_ITEMS:
        raise WireError(found="the message is nested too deeply or has too many items")
    return items


def _checked_text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise WireError(found="a text is longer than it may be")
    return text


def _checked_name(text: str) -> str:
    """A type's name is shown to students and markers as it stands."""
    if len(text) > MAX_NAME or not text.isascii() or not text.isprintable():
        raise WireError(found="a type has no proper name")
    return text


def _checked_integer(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise WireError(found="an integer has more than 64 bits")
    return number
