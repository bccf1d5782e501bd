"""The examiner's end of a child's channel: requests out, checked replies in, each with a nonce and a deadline.

A reply is a claim by a hostile process: every field is checked for its type and size, and whatever doesn't fit ends the conversation.
"""

from __future__ import annotations

import marshal
import os
import select
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any, NoReturn

import torch

from autograder import wire
from autograder.errors import GradingError, MachineShort
from autograder.model import Array, Case, CaseKind, Counts, Limits, Outcome
from autograder.sandbox import machine_memory
from autograder.sandbox.outside.deadlines import Deadline, Lack, Watch, processor_clock
from autograder.sandbox.outside.reported_names import KnownNames
from autograder.wire.limits import COUNT, REPLY_HEADER_BYTES, TRACEBACK_LINES, TYPE_NAME

if TYPE_CHECKING:
    from autograder.sandbox.outside.child_process import Child

PICTURES = 0.1
"""Of a call's time, what a picture for the student's page may take: an endless loop is to cost its limit once, in its own question."""


DRIVERS_FILE = "<drivers>"
"""The file that drivers.py is to tracebacks in the child."""
_NEARLY_ALL = 0.9  # of the memory that a child may have


class ProcessEnded(GradingError):
    """The child is gone, by its own doing or by ours."""

    def __init__(self, outcome: Outcome, seconds: float = 0.0) -> None:
        self.outcome = outcome
        self.seconds = seconds  # of its own that it might take, where its time was over
        super().__init__(found=f"the process {outcome.value.replace('_', ' ')}")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the child claims of one request."""

    raised: bool
    answer: Any = None
    error: str | None = None
    trace: tuple[tuple[str, int], ...] = ()  # (file, line) of the student's frames, innermost first
    out_of_memory: bool = False
    counts: Counts | None = None
    banned: tuple[str, ...] = ()

    def line_in(self, file: str) -> int | None:
        """Return the innermost line of a file, from 1."""
        return next((line for name, line in self.trace if name == file), None)

    def raised_in(self, file: str) -> int | None:
        """Return the line of a file, from 1, if no frame was further in than its own."""
        return self.trace[0][1] if self.trace and self.trace[0][0] == file else None


class Conversation:
    """Requests to one child; raises ProcessEnded once it is dead, overdue or talks nonsense."""

    def __init__(self, child: Child, limits: Limits, whole: Deadline) -> None:
        self._child = child
        self._limits = limits
        self._whole = whole
        self._max_bytes = (limits.answer_mb << 20) + REPLY_HEADER_BYTES
        self._names = KnownNames()

    def prepare(self, *, device: str, seed: int, banned: list[str], allowed: Sequence[str] = ()) -> Reply:
        """Tell the child what it is for: the device that calls are on, a seed, the dotted names that get tripwires, and those that get none."""
        known = {"device": device, "seed": seed, "banned": banned, "allowed": list(allowed)}
        return self._ask({"ask": "prepare", "answer_bytes": self._limits.answer_mb << 20, **known})

    def load(
        self, source: str, file: str, *, cell: str = "", module: str = "", flags: int = 0, question: str = ""
    ) -> Reply:
        """Run one cell in the notebook's namespace, or in that of a module, which `import` finds from then on.

        Tracebacks name it by file, and drivers know it by `cell`, where it is kept. flags: for compile(), of __future__ imports above it. question:
        whose functions it defines, which are asked as they are right below it.
        """
        self._names.learn(source)
        told = {"file": file, "cell": cell, "module": module, "question": question}
        return self._ask({"ask": "load", "source": source, "flags": flags, **told})

    def load_ours(self, code: CodeType, *, cell: str = "", module: str = "", question: str = "") -> Reply:
        """Run code of ours in the notebook's namespace or a module's; only what it was compiled to goes there, not its text.

        question: what it is given for; "" for a stub.
        """
        frozen = torch.frombuffer(bytearray(marshal.dumps(code)), dtype=torch.uint8)
        told = {"file": code.co_filename, "cell": cell, "module": module, "question": question}
        return self._ask({"ask": "ours", "code": Array(frozen), **told})

    def load_drivers(self, source: str) -> Reply:
        """Run the text of drivers.py in a namespace of its own."""
        self._names.learn(source)
        return self._ask({"ask": "drivers", "source": source})

    def call(self, case: Case) -> Reply:
        """Put one case; it may take Limits.seconds_per_case, a picture a tenth of that."""
        share = PICTURES if case.kind is CaseKind.PICTURE else 1.0
        return self._ask({"ask": "call"}, _question(_Same(case)), banned=case.banned, share=share)

    def used(self) -> float:
        """Tell how many seconds of processor time the child has taken; 0 where nobody knows."""
        return processor_clock(self._child.pid) or 0.0

    def _ask(
        self, request: dict[str, Any], question: bytes = b"", *, banned: tuple[str, ...] = (), share: float = 1.0
    ) -> Reply:
        nonce = os.urandom(16).hex()
        seconds = share * self._limits.seconds_per_case
        watch = Watch(self._child.pid, seconds, self._whole, has_replied=self._has_replied)
        try:
            asked = wire.encode({"nonce": nonce, **request}) + question  # at once: the child wakes once
            wire.send_bytes(self._child.channel, asked, watch)
            answer = wire.receive(self._child.channel, watch, max_bytes=self._max_bytes)
            watch.replied()
            reply = _checked(answer, nonce, banned, self._names)
        except wire.WireTimeout:
            self._end(Outcome.TIMED_OUT, watch.lack, self._limits.seconds if self._whole.passed() else seconds)
        except wire.WireClosed:
            self._end(Outcome.CRASHED)
        except wire.WireError:
            self._end(Outcome.UNREADABLE)
        if reply.out_of_memory and machine_memory.lack(
            self._limits.memory_mb, held=machine_memory.peak_of(self._child.pid)
        ):
            raise MachineShort(Lack.MEMORY)
        return reply

    def _has_replied(self) -> bool:
        channel = select.poll()
        channel.register(self._child.channel, select.POLLIN)
        return bool(channel.poll(0))

    def _end(self, seen: Outcome, lack: Lack | None = None, seconds: float = 0.0) -> NoReturn:
        """Kill the child, and say why it ended: what the system knows goes before what the channel showed.

        Raises MachineShort when the machine lacked something that the child hadn't taken itself.
        """
        ending = self._child.kill()
        if ending.flooded:
            raise ProcessEnded(Outcome.FLOODED)
        if ending.short_of_memory:
            raise MachineShort(Lack.MEMORY)
        if ending.out_of_memory:
            raise ProcessEnded(Outcome.OUT_OF_MEMORY)
        if ending.cpu_limit:
            raise ProcessEnded(Outcome.TIMED_OUT, self._limits.cpu_seconds)
        if lack is Lack.MEMORY and ending.peak_bytes > _NEARLY_ALL * (self._limits.memory_mb << 20):
            lack = None  # it waited for memory that it had filled itself
        if lack:
            raise MachineShort(lack)
        raise ProcessEnded(seen, seconds)


class _Same:
    """A key that is equal to itself only: a class's cases are the same objects for every submission."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.case is self.case

    def __hash__(self) -> int:
        return id(self.case)


@lru_cache(maxsize=4096)  # of all versions of a large assignment
def _question(key: _Same) -> bytes:
    """Encode what is asked in a case, once for a class."""
    case = key.case
    return wire.encode(
        {
            "question": case.question,
            "call": case.call,
            "driver": case.driver,
            "kind": case.kind.value,
            "device": case.device,
            "banned": list(case.banned),
            "inputs": dict(case.inputs),
        }
    )


def _checked(reply: Mapping[str, Any], nonce: str, banned: tuple[str, ...], names: KnownNames) -> Reply:
    if reply.get("nonce") != nonce:
        raise wire.WireError(found="a reply answers another request")
    outcome = reply.get("outcome")
    if outcome not in ("answered", "raised"):
        raise wire.WireError(found="a reply has no known outcome")
    met = reply.get("banned")
    if type(met) is not list or not all(type(name) is str and name in banned for name in met):
        raise wire.WireError(found="a reply names bans that weren't set")
    if outcome == "raised":
        return Reply(
            True, None, names.exception(_name(reply)), _trace(reply), reply.get("memory") is True, None, tuple(met)
        )
    return Reply(False, names.answer(reply.get("answer")), counts=_counts(reply.get("counts")), banned=tuple(met))


def _name(reply: Mapping[str, Any]) -> str:
    name = reply.get("error")
    if type(name) is not str or len(name) > TYPE_NAME or not name.isprintable():
        raise wire.WireError(found="a reply's exception has no proper name")
    return name


def _trace(reply: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    trace = reply.get("trace")
    if type(trace) is not list or len(trace) > TRACEBACK_LINES:
        raise wire.WireError(found="a reply's traceback is no short list")
    for step in trace:
        if type(step) is not list or [type(part) for part in step] != [str, int]:
            raise wire.WireError(found="a reply's traceback holds something odd")
    return tuple((file, line) for file, line in trace)


def _counts(counts: Any) -> Counts | None:
    if counts is None:
        return None
    if type(counts) is not list or len(counts) != 3:
        raise wire.WireError(found="a reply's counts aren't three")
    if not all(type(count) is int and 0 <= count <= COUNT for count in counts):
        raise wire.WireError(found="a reply's counts aren't proper numbers")
    return Counts(*counts)
