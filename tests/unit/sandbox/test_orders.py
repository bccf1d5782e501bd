"""Orders and answers cross the control socket with their descriptors, and a peer that hangs up leaves none open."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from autograder import frames
from autograder.sandbox import orders
from autograder.sandbox.orders import Reap, Request, Spawned


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_message_comes_as_it_went_with_its_descriptors(ends):
    reader, writer = os.pipe()

    orders.send(ends[0], Spawned(pid=17), [writer])
    answer, (copy,) = orders.receive(ends[1], Spawned)

    os.write(copy, b"x")
    assert (answer, os.read(reader, 9)) == (Spawned(pid=17), b"x")
    for descriptor in (reader, writer, copy):
        os.close(descriptor)


def test_messages_come_one_by_one(ends):
    for pid in (1, 2):
        orders.send(ends[0], Request(reap=Reap(pid)))

    assert [orders.receive(ends[1], Request)[0].reap for _ in range(2)] == [Reap(1), Reap(2)]


def test_descriptors_of_a_message_that_is_cut_short_are_closed(ends):
    before = len(list(Path("/proc/self/fd").iterdir()))
    reader, writer = os.pipe()
    socket.send_fds(ends[0], [frames.LENGTH.pack(99)], [reader, writer])
    ends[0].close()

    with pytest.raises(EOFError):
        orders.receive(ends[1], Spawned)

    os.close(reader)
    os.close(writer)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
