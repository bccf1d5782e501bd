"""Whatever a hostile process replies, the examiner gets a checked Reply or an end, and never anything else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import wire
from autograder.errors import MachineShort
from autograder.model import Case, CaseKind, Counts, Limits, Outcome
from autograder.sandbox.outside import conversation
from autograder.sandbox.outside.conversation import Conversation, ProcessEnded, Reply
from autograder.sandbox.outside.deadlines import Deadline, Lack
from tests.fixtures.child import PlainEnding

LIMITS = Limits(seconds_per_case=0.5, answer_mb=1)
CASE = Case("c/0", "c", "f", "f", {}, kind=CaseKind.METER, banned=("torch.cdist",))


class Peer:
    """A child that answers every request with what `reply` makes of it: bytes, or a message."""

    pid = 0

    def __init__(self, reply: Callable[[dict[str, Any]], Any], ending: PlainEnding | None = None) -> None:
        self.channel, self._theirs = socket.socketpair()
        self._reply = reply
        self._ending = ending or PlainEnding()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            request = wire.receive(self._theirs)
            wire.receive(self._theirs)
            reply = self._reply(request)
            self._theirs.sendall(reply if isinstance(reply, bytes) else wire.encode(reply))
        except (wire.WireError, OSError):
            pass
        self._theirs.close()

    def kill(self) -> PlainEnding:
        self.channel.close()
        return self._ending


def call(peer: Peer) -> Reply:
    talk = Conversation(peer, LIMITS, Deadline(10))  # type: ignore[arg-type]
    try:
        return talk.call(CASE)
    finally:
        peer.kill()


ANSWERED = {"outcome": "answered", "answer": 1, "counts": [1, 2, 3], "banned": ["torch.cdist"]}
RAISED = {"outcome": "raised", "error": "ValueError", "trace": [["<f>", 3]], "memory": False, "banned": []}


def test_a_proper_answer_is_read() -> None:
    reply = call(Peer(lambda request: {"nonce": request["nonce"], **ANSWERED}))

    assert (reply.raised, reply.answer, reply.counts, reply.banned) == (False, 1, Counts(1, 2, 3), ("torch.cdist",))


def test_a_proper_exception_is_read() -> None:
    reply = call(Peer(lambda request: {"nonce": request["nonce"], **RAISED}))

    assert (reply.raised, reply.error, reply.line_in("<f>"), reply.line_in("<g>")) == (True, "ValueError", 3, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "0" * 32},
        {"nonce": None},
        {"outcome": "passed"},
        {"outcome": None},
        {"banned": ["torch.norm"]},
        {"banned": "torch.cdist"},
        {"banned": None},
        {"banned": [1]},
        {"counts": [1, 2]},
        {"counts": [1, 2, -1]},
        {"counts": [1, 2, 2**63 - 1]},
        {"counts": [1, 2, True]},
        {"counts": [1, 2, 3.0]},
        {"counts": "1234"},
        {"outcome": "raised", "error": 1, "trace": []},
        {"outcome": "raised", "error": "x" * 1000, "trace": []},
        {"outcome": "raised", "error": "a\nb", "trace": []},
        {"outcome": "raised", "error": "E", "trace": None},
        {"outcome": "raised", "error": "E", "trace": [["<f>", "3"]]},
        {"outcome": "raised", "error": "E", "trace": [["<f>", 3, 4]]},
        {"outcome": "raised", "error": "E", "trace": [["<f>", 3]] * 100},
    ],
    ids=repr,
)
def test_a_reply_with_one_odd_field_ends_the_process(changes: dict[str, Any]) -> None:
    with pytest.raises(ProcessEnded) as end:
        call(Peer(lambda request: {"nonce": request["nonce"], **ANSWERED, **changes}))

    assert end.value.outcome is Outcome.UNREADABLE


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False)
    | st.sampled_from(["answered", "raised", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "nonce"]), inner, max_size=2),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.sampled_from([*ANSWERED, *RAISED]), PLAIN), st.booleans())
def test_any_message_is_a_reply_or_an_end(message: dict[str, Any], knows_nonce: bool) -> None:
    peer = Peer(lambda request: {**message, **({"nonce": request["nonce"]} if knows_nonce else {})})

    try:
        reply = call(peer)
    except ProcessEnded as end:
        assert end.outcome is Outcome.UNREADABLE
    else:
        assert isinstance(reply, Reply) and knows_nonce


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_end(data: bytes) -> None:
    with pytest.raises(ProcessEnded) as end:
        call(Peer(lambda request: data))

    assert end.value.outcome in (Outcome.UNREADABLE, Outcome.CRASHED)


def test_silence_is_a_time_out_and_hanging_up_a_crash() -> None:
    silent = threading.Event()
    with pytest.raises(ProcessEnded) as end:
        call(Peer(lambda request: silent.wait(5) and b""))
    silent.set()
    assert end.value.outcome is Outcome.TIMED_OUT

    with pytest.raises(ProcessEnded) as end:
        call(Peer(lambda request: b""))
    assert end.value.outcome is Outcome.CRASHED


@pytest.mark.parametrize(
    ("ending", "outcome"),
    [
        (PlainEnding(flooded=True, out_of_memory=True), Outcome.FLOODED),
        (PlainEnding(out_of_memory=True, cpu_limit=True), Outcome.OUT_OF_MEMORY),
        (PlainEnding(cpu_limit=True), Outcome.TIMED_OUT),
    ],
)
def test_what_the_system_saw_goes_before_what_the_channel_showed(ending: PlainEnding, outcome: Outcome) -> None:
    with pytest.raises(ProcessEnded) as end:
        call(Peer(lambda request: b"", ending))

    assert end.value.outcome is outcome


def test_who_was_killed_for_others_memory_gets_no_outcome() -> None:
    with pytest.raises(MachineShort, match="short of memory"):
        call(Peer(lambda request: b"", PlainEnding(short_of_memory=True, cpu_limit=True)))


@pytest.mark.parametrize(
    ("lack", "peak_mb", "short"),
    [(Lack.PROCESSOR, 2000, True), (Lack.MEMORY, 100, True), (Lack.MEMORY, 1900, False), (None, 100, False)],
)
def test_who_is_stopped_by_the_wall_clock_and_lacked_what_it_had_not_taken_gets_no_outcome(
    lack: Lack | None, peak_mb: int, short: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Over(conversation.Watch):
        def __call__(self) -> float:
            self.lack = lack
            return 0.0

    monkeypatch.setattr(conversation, "Watch", Over)

    with pytest.raises(MachineShort if short else ProcessEnded) as end:
        call(Peer(lambda request: b"", PlainEnding(peak_bytes=peak_mb << 20)))

    if short:
        assert f"short of {lack}" in str(end.value)
    else:
        assert end.value.outcome is Outcome.TIMED_OUT


@pytest.mark.parametrize("lacks", ["only 0.50 GiB are free", ""])
def test_an_allocation_that_failed_is_the_student_s_where_the_promised_memory_is_there(
    lacks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation.machine_memory, "lack", lambda memory_mb, held: lacks)
    peer = Peer(lambda request: {"nonce": request["nonce"], **RAISED, "error": "MemoryError", "memory": True})

    if lacks:
        with pytest.raises(MachineShort):
            call(peer)
    else:
        assert call(peer).out_of_memory


def test_an_answer_larger_than_the_limit_is_refused_before_it_is_read() -> None:
    claim = wire.encode({"v": 1})[:8] + (1 << 40).to_bytes(8, "big") + b"x"

    with pytest.raises(ProcessEnded) as end:
        call(Peer(lambda request: claim))

    assert end.value.outcome is Outcome.UNREADABLE
