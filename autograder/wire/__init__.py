"""Carry plain values between the examiner and a child as strict frames, and as bytes that can be kept in a file.

Comes in: a message, which is a dict of names and values: None, truth values, 64-bit integers, floats, text, Arrays, Forms, Unsupported, Unfit, and
lists, tuples and dicts of them. Goes out: the same, rebuilt. Runs in the examiner, in each child, and wherever kept runs are read; imported by
whoever does, and imports the model alone.

A frame is a prefix of fixed size (magic, length of header, length of body), a header (the message as JSON, see tree) and a body (the
message's arrays as safetensors, see tensors).

The peer may be hostile, so nothing that it says is believed. Lengths are checked before memory is taken for them. The header has no JSON
objects at all, so no key can occur twice. One deadline holds for the whole frame, when reading from a peer that sends a byte a second as
well as when writing to one that never reads. Plain recv drops any descriptors sent along. Whatever is malformed raises WireError with one
sentence, and nothing else. How large anything may be: limits.

A deadline is a moment of time.monotonic, or a function that gives the moment at which it is to be asked again, and one that has passed when
the time is over.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import torch

from autograder.frames import exactly
from autograder.wire import form_values, limits
from autograder.wire.tensors import WireError, pack, unpack
from autograder.wire.tree import Reader, Writer

__all__ = ["Until", "WireClosed", "WireError", "WireTimeout", "decode", "encode", "receive", "send", "send_bytes"]

_MAGIC = b"agw1"
_PREFIX = struct.Struct(">4sIQ")
_CHUNK = 1 << 20

Until = float | Callable[[], float] | None
"""A deadline; None is never."""

# Bound here, so that what student code does to these modules later can't change them.
_monotonic = time.monotonic
_to_json = msgspec.json.Encoder().encode
_from_json = msgspec.json.Decoder().decode
_recv = socket.socket.recv
_send = socket.socket.send
_settimeout = socket.socket.settimeout


class WireClosed(WireError):
    """The peer has gone."""


class WireTimeout(WireError):
    """The frame wasn't through by its deadline."""


# ---------------------------------------------------------------- bytes


def encode(message: Mapping[str, Any]) -> bytes:
    """Write a message as one frame; raises WireError for what is no plain value, or larger than a frame may be."""
    arrays: list[torch.Tensor] = []
    tree = Writer(arrays).tree(dict(message), limits.DEPTH)
    try:
        header = _to_json(tree)
    except UnicodeEncodeError as error:
        raise WireError(found="a text holds half of a character") from error
    if len(arrays) > limits.ARRAYS or len(header) > limits.HEADER_BYTES or header.count(b",") > limits.COMMAS:
        raise WireError(found="the message is larger than a frame may be")
    body = pack(arrays) if arrays else b""
    return _PREFIX.pack(_MAGIC, len(header), len(body)) + header + body


def decode(frame: bytes, *, max_bytes: int = limits.FRAME_BYTES, max_arrays: int = limits.ARRAYS) -> dict[str, Any]:
    """Read a frame back from bytes; raise WireError unless it is exactly one frame."""
    header_length, body_length = _lengths(frame[: _PREFIX.size], max_bytes)
    if len(frame) != _PREFIX.size + header_length + body_length:
        raise WireError(found="the frame has another length than it says")
    view = memoryview(frame)[_PREFIX.size :]
    return _message(view[:header_length], view[header_length:], max_arrays)


# ---------------------------------------------------------------- sockets


def send(channel: socket.socket, message: Mapping[str, Any], deadline: Until = None) -> None:
    """Send a message; raise WireTimeout when it isn't wholly sent by the deadline (of time.monotonic)."""
    send_bytes(channel, encode(message), deadline)


def send_bytes(channel: socket.socket, frame: bytes, deadline: Until = None) -> None:
    """Send a frame that encode made earlier; raises WireTimeout as send does, and WireClosed when the peer has gone."""
    view = memoryview(frame)
    while view:
        _arm(channel, deadline)
        try:
            sent = _send(channel, view[:_CHUNK])
        except TimeoutError:
            continue  # until the deadline has passed
        except OSError as error:
            raise WireClosed(found="the peer has gone") from error
        view = view[sent:]


def receive(
    channel: socket.socket,
    deadline: Until = None,
    *,
    max_bytes: int = limits.FRAME_BYTES,
    max_arrays: int = limits.ARRAYS,
) -> dict[str, Any]:
    """Receive one message of at most max_bytes by the deadline (of time.monotonic).

    Raises WireTimeout past the deadline, WireClosed when the peer has gone, and WireError for anything but a proper frame.
    """
    prefix = _exactly(channel, _PREFIX.size, deadline)
    header_length, body_length = _lengths(prefix, max_bytes)
    header = _exactly(channel, header_length, deadline)
    body = _exactly(channel, body_length, deadline)
    return _message(header, body, max_arrays)


def _exactly(channel: socket.socket, count: int, deadline: Until) -> bytearray:
    def receive(most: int) -> bytes:
        while True:
            _arm(channel, deadline)
            try:
                return _recv(channel, most)
            except TimeoutError:
                continue  # until the deadline has passed
            except OSError as error:
                raise WireClosed(found="the peer has gone") from error

    try:
        return exactly(receive, count)
    except EOFError as error:
        raise WireClosed(found="the peer has gone") from error


def _arm(channel: socket.socket, deadline: Until) -> None:
    if deadline is None:
        _settimeout(channel, None)
        return
    left = (deadline() if callable(deadline) else deadline) - _monotonic()
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
    if header_length > limits.HEADER_BYTES or header_length + body_length > max_bytes:
        raise WireError(found=f"the frame is larger than {max_bytes} bytes")
    return header_length, body_length


def _message(header: bytearray | memoryview, body: bytearray | memoryview, max_arrays: int) -> dict[str, Any]:
    if bytes(header).count(b",") > limits.COMMAS:
        raise WireError(found="the frame's header has too many items")
    try:
        tree = _from_json(header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(found="the frame's header is no proper JSON") from error
    reader = Reader(max_arrays)
    message = reader.value(tree, limits.DEPTH)
    if type(message) is not dict or not all(type(name) is str for name in message):
        raise WireError(found="the frame's header is no message")
    if len(body) and not reader.arrays:
        raise WireError(found="the frame has a body that its header doesn't mention")
    tensors = unpack(body, count=len(reader.arrays)) if reader.arrays else []
    for array, tensor in zip(reader.arrays, tensors, strict=True):
        object.__setattr__(array, "tensor", tensor)  # not yet seen by anybody
    if odd := next((form for form in reader.forms if not form_values.proper(form)), None):
        raise WireError(found=f"what the frame calls {odd.kind} is none")
    return message
