"""Frames: what goes in comes out, and whatever else arrives ends in WireError."""

from __future__ import annotations

import json
import math
import os
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import wire
from autograder.model import Array, Unfit, Unsupported, Why
from autograder.wire import limits, tensors

TRAVELLING = sorted(tensors.DTYPES.values(), key=str)


@st.composite
def arrays(draw: st.DrawFn) -> Array:
    dtype = draw(st.sampled_from(TRAVELLING))
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    count = math.prod(shape)
    raw = torch.tensor(draw(st.lists(st.integers(-100, 100), min_size=count, max_size=count)), dtype=torch.float64)
    return Array(
        tensor=raw.to(dtype).reshape(shape),
        library=draw(st.sampled_from(["torch", "numpy"])),
        device=draw(st.sampled_from(["cpu", "cuda", "acc"])),
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=True, allow_infinity=True),
    TEXT,
    arrays(),
    st.builds(
        Unfit,
        st.sampled_from(Why),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=limits.TYPE_NAME),
    ),
    st.builds(Unsupported, st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=limits.TYPE_NAME)),
)
VALUES = st.recursive(
    LEAVES,
    lambda values: st.one_of(
        st.lists(values, max_size=4),
        st.lists(values, max_size=4).map(tuple),
        st.dictionaries(st.one_of(TEXT, st.integers(-(2**63), 2**63 - 1)), values, max_size=4),
    ),
    max_leaves=12,
)
MESSAGES = st.dictionaries(TEXT, VALUES, max_size=4)


def same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, Array):
        return (
            (left.library, left.device) == (right.library, right.device)
            and left.tensor.dtype == right.tensor.dtype
            and left.tensor.shape == right.tensor.shape
            and torch.equal(left.tensor, right.tensor)
        )
    if isinstance(left, float):
        return left == right or (math.isnan(left) and math.isnan(right))
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


@settings(deadline=None)
@given(MESSAGES)
def test_every_plain_message_comes_back_as_it_went(message: dict[str, Any]) -> None:
    assert same(wire.decode(wire.encode(message)), message)


def test_minus_zero_nan_and_infinities_survive() -> None:
    back = wire.decode(wire.encode({"v": [-0.0, math.nan, math.inf, -math.inf]}))["v"]

    assert math.copysign(1, back[0]) == -1
    assert math.isnan(back[1])
    assert back[2:] == [math.inf, -math.inf]


def test_true_and_one_and_one_point_zero_stay_apart() -> None:
    back = wire.decode(wire.encode({"v": [True, 1, 1.0]}))["v"]

    assert [type(item) for item in back] == [bool, int, float]


def test_one_tensor_sent_twice_arrives_twice() -> None:
    array = Array(torch.arange(3))

    back = wire.decode(wire.encode({"v": [array, array]}))["v"]

    assert back[0].tensor is not back[1].tensor
    assert torch.equal(back[0].tensor, back[1].tensor)


def test_a_tensor_that_came_over_can_be_written_to() -> None:
    back = wire.decode(wire.encode({"v": Array(torch.zeros(3))}))["v"].tensor

    back[0] = 1.0

    assert back.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    "value",
    [
        2**63,
        {1, 2},
        object(),
        {1.5: 1},
        {True: 1},
        "\ud800",
        Array(torch.ones(2, 2).t()[0:1].expand(3, 2)),
        Array(torch.zeros(2, dtype=torch.complex64)),
        Array(torch.nn.Parameter(torch.zeros(2))),
        Array(torch.zeros(2, device="meta")),
        Unsupported("\u202e"),
        "x" * (limits.TEXT + 1),
        [0] * (limits.ITEMS + 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_may_not_travel_is_refused_when_sent(value: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.encode({"v": value})


def test_nesting_beyond_the_limit_is_refused_both_ways() -> None:
    deep: Any = 0
    for _ in range(limits.DEPTH):
        deep = [deep]
    header = b'["dict","v",' + b'["list",' * 5000 + b"0" + b"]" * 5001

    with pytest.raises(wire.WireError):
        wire.encode({"v": deep})
    with pytest.raises(wire.WireError):
        wire.decode(frame(header))


# ---------------------------------------------------------------- hostile bytes


def frame(header: bytes, body: bytes = b"", magic: bytes = b"agw1") -> bytes:
    return struct.pack(">4sIQ", magic, len(header), len(body)) + header + body


def body(header: Any, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def one(dtype: str = "F32", shape: Any = (2,), offsets: Any = (0, 8), **more: Any) -> dict[str, Any]:
    return {"0": {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets), **more}}


ARRAY = b'["dict","v",["array",0,"torch","cpu"]]'


def test_the_handmade_frame_is_accepted_when_nothing_is_wrong() -> None:
    back = wire.decode(frame(ARRAY, body(one(), struct.pack("<2f", 1, 2))))

    assert back["v"].tensor.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{}",
        b"[]",
        b"1",
        b'["list"]',
        b'["dict","v"]',
        b'["dict",1,2]',
        b'["dict","v",1,"v",2]',
        b'["dict","v",{"a":1}]',
        b'["dict","v",[]]',
        b'["dict","v",[1]]',
        b'["dict","v",["set",1]]',
        b'["dict","v",["float","1"]]',
        b'["dict","v",["float",["nan"]]]',
        b'["dict","v",["dict",["list"],1]]',
        b'["dict","v",["dict",true,1]]',
        b'["dict","v",1e999]',
        b'["dict","v",NaN]',
        b'["dict","v",123456789012345678901234567890]',
        b'["dict","v","\\ud800"]',
        b'["dict","v","\xff"]',
        b'["dict","v",["unsupported",1]]',
        b'["dict","v",["unsupported","\\u202e"]]',
        b'["dict","v",["unsupported","\\u001b[2J"]]',
        b'["dict","v",["unfit","type"]]',
        b'["dict","v",["unfit","why not","x"]]',
        b'["dict","v",["unfit","type","\\u202e"]]',
        b'["dict","v",["unsupported","' + b"x" * (limits.TYPE_NAME + 1) + b'"]]',
        b'["dict","v",["array",1,"torch","cpu"]]',
        b'["dict","v",["array",0,"jax","cpu"]]',
        b'["dict","v",["array",0,"torch",1]]',
        b'["dict","v",["array",true,"torch","cpu"]]',
        b'["dict","v",["array",0,"torch","' + b"d" * 100 + b'"]]',
        b"[" * 100_000,
        b'["dict","v",["list"' + b",0" * (limits.ITEMS + 1) + b"]]",
        b'["dict","v",["list"' + b",[]" * (limits.COMMAS + 1) + b"]]",
    ],
    ids=lambda header: repr(header[:40]),
)
def test_a_header_that_is_no_message_is_refused(header: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(frame(header))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\0" * 4,
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 100) + b"{}",
        body(b"{}"),
        body(b"[" * 900),
        body(b"\xff\xfe"),
        body(b'{"0":' + json.dumps(one()["0"]).encode() + b',"0":' + json.dumps(one()["0"]).encode() + b"}", b"\0" * 8),
        body({**one(), "__metadata__": {"a": "b"}}, b"\0" * 8),
        body({"1": one()["0"]}, b"\0" * 8),
        body(one(dtype="F8_E4M3"), b"\0" * 8),
        body(one(dtype="C64", shape=(1,)), b"\0" * 8),
        body(one(dtype=["F32"]), b"\0" * 8),
        body(one(shape=(3,)), b"\0" * 8),
        body(one(shape=(-2,), offsets=(0, -8)), b""),
        body(one(shape=(2.0,)), b"\0" * 8),
        body(one(shape=(True, 2)), b"\0" * 8),
        body(one(shape=(2**62, 0), offsets=(0, 0)), b""),
        body(one(shape=(1,) * 70, offsets=(0, 4)), b"\0" * 4),
        body(one(offsets=(8, 16)), b"\0" * 16),
        body(one(offsets=(0, 8)), b"\0" * 9),
        body(one(offsets=(0, 8)), b"\0" * 7),
        body(one(offsets=(0, 8, 8)), b"\0" * 8),
        body(one(extra=1), b"\0" * 8),
        body(one(dtype="BOOL", offsets=(0, 2)), b"\1\2"),
    ],
    ids=lambda payload: repr(payload[8:60]),
)
def test_a_body_whose_claims_do_not_hold_is_refused(payload: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(frame(ARRAY, payload))


def test_overlapping_arrays_are_refused() -> None:
    header = b'["dict","v",["array",0,"torch","cpu"],"w",["array",1,"torch","cpu"]]'
    spec = one()["0"]

    with pytest.raises(wire.WireError, match="overlap"):
        wire.decode(frame(header, body({"0": spec, "1": spec}, b"\0" * 8)))


def test_more_arrays_than_allowed_are_refused() -> None:
    message = {"v": [Array(torch.zeros(1)) for _ in range(5)]}

    with pytest.raises(wire.WireError, match="more than 4"):
        wire.decode(wire.encode(message), max_arrays=4)


def test_a_body_that_no_array_mentions_is_refused() -> None:
    with pytest.raises(wire.WireError, match="mention"):
        wire.decode(frame(b'["dict"]', b"smuggled"))


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
def test_random_bytes_only_ever_raise_wire_error(data: bytes) -> None:
    for attempt in (data, frame(data), frame(ARRAY, data), frame(ARRAY, body(data))):
        with pytest.raises(wire.WireError):
            wire.decode(attempt)


@settings(deadline=None, max_examples=300)
@given(MESSAGES, st.data())
def test_a_mutated_frame_is_read_or_refused_and_nothing_else(message: dict[str, Any], data: st.DataObject) -> None:
    good = bytearray(wire.encode(message))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(good) - 1))
        good[place] = data.draw(st.integers(0, 255))

    try:
        back = wire.decode(bytes(good))
    except wire.WireError:
        return

    assert isinstance(back, dict)


# ---------------------------------------------------------------- sockets


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def soon() -> float:
    return time.monotonic() + 0.3


def test_messages_larger_than_the_socket_s_buffer_get_through(ends) -> None:
    message = {"v": Array(torch.arange(1_000_000))}
    writer = threading.Thread(target=wire.send, args=(ends[0], message, time.monotonic() + 30))

    writer.start()
    back = wire.receive(ends[1], time.monotonic() + 30)
    writer.join()

    assert same(back, message)


def test_a_frame_that_claims_too_much_is_refused_before_it_is_read(ends) -> None:
    ends[0].sendall(struct.pack(">4sIQ", b"agw1", 10, 2**60))

    with pytest.raises(wire.WireError, match="larger"):
        wire.receive(ends[1], soon(), max_bytes=1 << 20)


def test_a_peer_that_sends_a_byte_at_a_time_meets_the_deadline(ends) -> None:
    stop = threading.Event()

    def drip() -> None:
        for byte in wire.encode({"v": "x" * 1000}):
            if stop.wait(0.02):
                return
            ends[0].send(bytes([byte]))

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        with pytest.raises(wire.WireTimeout):
            wire.receive(ends[1], soon())
    finally:
        stop.set()
        dripping.join()


def test_a_peer_that_never_reads_meets_the_deadline(ends) -> None:
    with pytest.raises(wire.WireTimeout):
        wire.send(ends[0], {"v": Array(torch.zeros(1_000_000))}, soon())


def test_a_peer_that_hangs_up_is_noticed(ends) -> None:
    ends[0].sendall(wire.encode({"v": 1})[:-1])
    ends[0].close()

    with pytest.raises(wire.WireClosed):
        wire.receive(ends[1], soon())
    with pytest.raises(wire.WireClosed):
        wire.send(ends[1], {"v": 1}, soon())


def test_descriptors_sent_along_are_dropped(ends) -> None:
    before = set(Path("/proc/self/fd").iterdir())
    with Path(os.devnull).open() as smuggled:
        socket.send_fds(ends[0], [wire.encode({"v": 1})], [smuggled.fileno()] * 5)

    assert wire.receive(ends[1], soon()) == {"v": 1}
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_two_frames_in_a_row_are_read_one_by_one(ends) -> None:
    wire.send(ends[0], {"v": 1}, soon())
    wire.send(ends[0], {"v": 2}, soon())

    assert [wire.receive(ends[1], soon()) for _ in range(2)] == [{"v": 1}, {"v": 2}]
