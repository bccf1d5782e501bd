"""What the examiner and its server say to each other, and how: JSON structs and descriptors over a socket that no student code ever holds.

Both ends are ours, so messages are believed. They go strictly by turns: a question, then its answer.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from autograder import frames
from autograder.sandbox.levels import Layer

_MOST_DESCRIPTORS = 8
_CLOEXEC = getattr(socket, "MSG_CMSG_CLOEXEC", 0)

M = TypeVar("M", bound=msgspec.Struct)


class Fork(msgspec.Struct, frozen=True):
    """Command → ancestor: fork a worker with its server. Descriptors: the worker's input, output and log."""


class Forked(msgspec.Struct, frozen=True):
    """Ancestor → command: done, with the worker's pidfd; or why not."""

    problem: str = ""


class ServerSetup(msgspec.Struct, frozen=True):
    """Examiner → server, once: what to put up. A descriptor, where the server wasn't started with it: its log."""

    layers: frozenset[Layer]  # at most these
    device: str
    base: str  # a directory of this sandbox's own
    first_uid: int
    probe_only: bool = False
    gpu: str = ""  # with cuda: as CUDA_VISIBLE_DEVICES names it; "": all
    gpu_share: float = 1.0  # of its memory
    data: str = ""  # a directory of files that children may read; "": none


class Hello(msgspec.Struct, frozen=True):
    """Server → examiner, once, at the very start: what stands."""

    layers: frozenset[Layer]
    missing: dict[Layer, str]  # why
    landlock_abi: int = 0


class Ready(msgspec.Struct, frozen=True):
    """Server → examiner, once: everything is imported."""


class Spawn(msgspec.Struct, frozen=True):
    """Examiner → server: fork a child. Descriptors: its channel, its output, and those by which it joins its cgroup."""

    number: int
    seed: int
    scratch: str  # below level 2: the examiner made it
    layers: frozenset[Layer]
    broken: frozenset[Layer]  # for tests: left out as if they failed without a word
    cpu_seconds: int
    memory_mb: int
    disk_mb: int
    threads: int
    processes: int
    outside: dict[str, int]  # the examiner's namespaces
    hidden: str  # a path that exists outside
    banned: tuple[str, ...] = ()  # names whose kernels are to have tripwires by then, in this server, for good
    compiler: bool = False  # whether torch's compiler is to be imported by then, in this server, for good


class Reap(msgspec.Struct, frozen=True):
    """Examiner → server: the child is dead or dying; wait for it."""

    pid: int


class Request(msgspec.Struct, frozen=True):
    """One of the two."""

    spawn: Spawn | None = None
    reap: Reap | None = None


class Spawned(msgspec.Struct, frozen=True):
    """Server → examiner: the child's pid as the server sees it, with its pidfd; or why there is none."""

    pid: int
    problem: str = ""


class Reaped(msgspec.Struct, frozen=True):
    """Server → examiner: how the child ended (as os.wait gives it) and what it used."""

    status: int
    cpu_seconds: float
    peak_bytes: int


def send(control: socket.socket, message: msgspec.Struct, descriptors: Sequence[int] = ()) -> None:
    """Send one message; raises OSError when the other end is gone."""
    frame = frames.framed(msgspec.json.encode(message))
    socket.send_fds(control, [frame[: frames.LENGTH.size]], list(descriptors))
    control.sendall(frame[frames.LENGTH.size :])


def receive(control: socket.socket, kind: type[M]) -> tuple[M, list[int]]:
    """Receive one message and its descriptors; raises EOFError when the other end has gone."""
    descriptors: list[int] = []

    def part_with_descriptors(most: int) -> bytes:
        part, found, _, _ = socket.recv_fds(control, most, _MOST_DESCRIPTORS, _CLOEXEC)
        descriptors.extend(found)
        return part

    try:
        return msgspec.json.decode(frames.read(part_with_descriptors), type=kind), descriptors
    except EOFError:
        for descriptor in descriptors:
            os.close(descriptor)
        raise
