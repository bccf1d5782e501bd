"""Real sandboxes for tests: one server per level, and code run in a fresh child of it."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from autograder.errors import SandboxFailed
from autograder.model import Limits
from autograder.sandbox import Child, Ending, Sandbox, wire

BEST = 3
SMALL = Limits(memory_mb=400, disk_mb=16, cpu_seconds=20, output_kb=256)


@dataclass
class Said:
    """What a child answered, and how it ended."""

    value: Any
    error: str | None
    ending: Ending


def ask(child: Child, *, seconds: float = 20, **request: Any) -> dict[str, Any]:
    """Put one request of child.serve's to a child."""
    deadline = time.monotonic() + seconds
    wire.send(child.channel, {"nonce": "n", **request}, deadline)
    if request["ask"] == "call":
        wire.send(child.channel, {"inputs": {}, **request}, deadline)
    return wire.receive(child.channel, deadline)


def prepare(child: Child, code: str) -> None:
    """Load a cell that defines answer(), whose body is the code."""
    ask(child, ask="prepare", seed=7, banned=[], metered=False, answer_bytes=1 << 20)
    source = "def answer():\n" + textwrap.indent(textwrap.dedent(code), "    ")
    reply = ask(child, ask="load", source=source, file="cell")
    assert reply["outcome"] == "answered", reply


def call(child: Child, *, seconds: float = 20) -> dict[str, Any]:
    """Call answer()."""
    return ask(child, seconds=seconds, ask="call", call="answer", probe=False, kind="value", banned=[])


def run(
    sandbox: Sandbox, code: str, *, limits: Limits = SMALL, seconds: float = 20, without: Collection[str] = ()
) -> Said:
    """Run the code in a child of its own; a child that dies has no value."""
    child = sandbox.spawn(limits, seed=7, without=without)
    reply: dict[str, Any] = {}
    try:
        prepare(child, code)
        reply = call(child, seconds=seconds)
    except wire.WireError as error:
        reply = {"error": type(error).__name__}
    finally:
        ending = child.kill()
    return Said(reply.get("answer"), reply.get("error"), ending)


@dataclass
class Shelf:
    """Sandboxes already started, by how they were."""

    started: dict[Any, Sandbox] = field(default_factory=dict)

    def get(self, **how: Any) -> Sandbox:
        """The sandbox started that way; the test is skipped aloud where the machine doesn't give its level."""
        key = tuple(sorted(how.items()))
        if key not in self.started:
            least = 0 if "without" in how else how["most_level"]
            try:
                self.started[key] = Sandbox.start(least_level=least, **how)
            except SandboxFailed as error:
                if "is required" not in str(error):
                    raise
                pytest.skip(str(error))
        return self.started[key]


@contextmanager
def shelf() -> Iterator[Shelf]:
    """Share sandboxes among tests, and close them all in the end."""
    found = Shelf()
    try:
        yield found
    finally:
        for sandbox in found.started.values():
            sandbox.close()


def eventually(holds: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait for something that the kernel finishes in its own time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
