"""Real child processes that serve a notebook, without confinement: for tests of the conversation and not of the walls."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import socket
import time
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

from autograder.model import Limits
from autograder.sandbox import wire

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["autograder.sandbox.child"])


def _serve(channel: socket.socket, device: str, limits: Limits) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    memory = limits.memory_mb << 20
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    from autograder.sandbox import child

    child.serve(channel, device=device)


@dataclass
class PlainEnding:
    """What Sandbox's Ending tells, as far as a plain process can."""

    signal: int | None = None
    flooded: bool = False
    out_of_memory: bool = False
    cpu_limit: bool = False
    cpu_seconds: float = 0.0


class PlainChild:
    """A process of our own kind with a channel to it."""

    def __init__(self, channel: socket.socket, process: BaseProcess) -> None:
        self.channel = channel
        self.pid = process.pid or 0
        self._process = process

    def kill(self) -> PlainEnding:
        self.channel.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        return PlainEnding(signal=-code if code < 0 else None)


class PlainSandbox:
    """Starts plain children; notes how many."""

    level = 0

    def __init__(self, device: str = "cpu") -> None:
        self._device = device
        self.spawned = 0

    def spawn(self, limits: Limits, *, seed: int) -> PlainChild:
        self.spawned += 1
        ours, theirs = socket.socketpair()
        process = _FORKS.Process(target=_serve, args=(theirs, self._device, limits), daemon=True)
        process.start()
        theirs.close()
        return PlainChild(ours, process)


class Talk:
    """Raw requests to a plain child, for tests that look at single replies."""

    def __init__(self, child: PlainChild, *, banned: tuple[str, ...] = ()) -> None:
        self.child = child
        self.ask(ask="prepare", seed=1, banned=list(banned), answer_bytes=1 << 20)

    def ask(self, inputs: dict[str, Any] | None = None, **request: Any) -> dict[str, Any]:
        deadline = time.monotonic() + 30
        wire.send(self.child.channel, {"nonce": "n", **request}, deadline)
        if inputs is not None:
            wire.send(self.child.channel, {"inputs": inputs, **request}, deadline)
        return wire.receive(self.child.channel, deadline)

    def load(self, source: str, file: str = "<f>") -> dict[str, Any]:
        return self.ask(ask="load", source=source, file=file)

    def call(self, name: str, kind: str = "value", *, probe: bool = False, banned: Any = (), **inputs: Any) -> Any:
        return self.ask(inputs, ask="call", call=name, kind=kind, probe=probe, banned=list(banned))


SIGKILL = signal.SIGKILL
