"""What is done with frames from a child: decoded, taken for a reply, judged, kept; and frames of every kind to begin with."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any

import torch

from autograder import wire
from autograder.checks import judges
from autograder.model import Array, CaseInputs, Observation, Outcome, Unfit, Unsupported, Why
from autograder.results import saved_run
from autograder.sandbox.outside import conversation
from autograder.sandbox.outside.reported_names import KnownNames

NONCE = "0123456789abcdef"


class Broken(AssertionError):
    """A claim about an accepted input doesn't hold."""


def demand(holds: bool, what: str) -> None:
    """Raise Broken unless it holds."""
    if not holds:
        raise Broken(what)


def read_frame(data: bytes) -> str:
    """Decode a frame; what is accepted must travel again as it came."""
    try:
        message = wire.decode(data)
    except wire.WireError as error:
        return error.found
    again = wire.decode(wire.encode(message))
    demand(same(again, message), "an accepted message isn't the same after another journey")
    return "accepted " + shape_of(message)


def read_reply(data: bytes) -> str:
    """Take a frame for a child's reply, and judge its answer as an examiner does."""
    try:
        message = wire.decode(data, max_bytes=1 << 20, max_arrays=64)
        reply = conversation._checked(message, NONCE, ("torch.cdist",), KnownNames())
    except wire.WireError as error:
        return error.found
    words = []
    for judge, expected in _JUDGES:
        complaint = judge(reply.answer, expected, _INPUTS)
        demand(complaint is None or type(complaint) is str, f"{judge} said {type(complaint).__name__}")
        if type(complaint) is str:
            demand(complaint.isprintable(), f"{judge} said {complaint!r}")
        words.append("✓" if complaint is None else re.sub(r"[\d.]+(e-?\d+)?", "0", complaint)[:30])
    if reply.answer is not None:
        seen = Observation("f.c/0", Outcome.ANSWERED, answer=reply.answer, counts=reply.counts, banned=reply.banned)
        restored = saved_run._observation(wire.decode(wire.encode(saved_run._plain(seen))))
        demand(same(restored.answer, reply.answer), "an observation isn't the same after it was kept")
    return " ".join(words)


_INPUTS = CaseInputs({"X": torch.ones(4, 3, dtype=torch.float64)}, torch.float64)
_JUDGES: tuple[tuple[Callable[..., Any], Any], ...] = (
    (judges.close(), torch.ones(2, 3, dtype=torch.float64)),
    (judges.close(parts=("loss", "dW")), (1.5, torch.ones(2, 3, dtype=torch.float64))),
    (judges.close(dtype=False), torch.tensor([0.5, math.nan, math.inf])),
    (judges.close(), torch.empty(0, 3, dtype=torch.float64)),
    (judges.exactly(), torch.arange(3)),
    (judges.exactly(), {3: [0.5, 1.0], 5: [1.0]}),
    (judges.exactly(), 3),
    (judges.exactly(), (2, 3)),
    (judges.exactly(), [1.0, 2.0, 3.0]),
    (judges.exactly(), "words"),
    (judges.exactly(), None),
    (
        judges.unchanged(),
        {"X": Array(torch.ones(4, 3, dtype=torch.float64)), "lr": 0.5, "W": {"a": Array(torch.arange(2))}},
    ),
    (judges.same_device(), None),
    (judges.has_dtype(structure=False), None),
    (
        judges.satisfies(lambda got, expected, inputs: None if got.shape == expected.shape else "shape"),
        torch.ones(2, 3),
    ),
)


def messages() -> list[dict[str, Any]]:
    """Make messages of every kind of value."""
    tensors = [
        torch.ones(2, 3, dtype=torch.float64),
        torch.arange(3),
        torch.tensor([True, False]),
        torch.tensor(1.5),
        torch.empty(0, 3),
        torch.tensor([math.nan, math.inf, -0.0], dtype=torch.float16),
        torch.ones(2, dtype=torch.bfloat16),
        torch.tensor([-1, 5], dtype=torch.int8),
    ]
    arrays = [Array(tensor, library=("torch", "numpy")[i % 2]) for i, tensor in enumerate(tensors)]
    answers: list[Any] = [
        *arrays,
        (1.5, Array(torch.ones(2, 3, dtype=torch.float64))),
        {3: [0.5, 1.0], 5: [1.0]},
        3,
        (2, 3),
        [1.0, 2.0, 3.0],
        "words",
        None,
        {"X": Array(torch.ones(4, 3, dtype=torch.float64)), "lr": 0.5, "W": {"a": Array(torch.arange(2))}},
        [math.nan, math.inf, -math.inf, -0.0, True, 2**63 - 1, -(2**63)],
        {"a": [(), [], {}, Unsupported("Tensor subclass"), Unfit(Why.TYPE, "Tensor"), Unfit(Why.ITEMS, "another")]},
        arrays,
    ]
    replies = [{"nonce": NONCE, "outcome": "answered", "answer": answer, "banned": []} for answer in answers]
    replies[0]["counts"] = [1, 2, 3, 4]
    raised = {"outcome": "raised", "error": "ValueError", "trace": [["<f>", 3], ["<f>", 1]], "memory": False}
    return [*replies, {"nonce": NONCE, **raised, "banned": ["torch.cdist"]}, {"ready": ["landlock", "seccomp"]}]


def frames() -> list[bytes]:
    """Encode the messages."""
    return [wire.encode(message) for message in messages()]


def same(left: Any, right: Any) -> bool:
    """Compare values as bits, types included."""
    if type(left) is not type(right):
        return False
    if isinstance(left, Array):
        one, other = left.tensor, right.tensor
        alike = (left.library, left.device, one.dtype, one.shape) == (
            right.library,
            right.device,
            other.dtype,
            other.shape,
        )
        return alike and type(one) is type(other) is torch.Tensor and torch.equal(_bits(one), _bits(other))
    if isinstance(left, float):
        return struct.pack("<d", left) == struct.pack("<d", right) or (math.isnan(left) and math.isnan(right))
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, Mapping):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    return bool(left == right)


def _bits(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.reshape(-1).contiguous().view(torch.uint8) if tensor.numel() else torch.empty(0, dtype=torch.uint8)


def shape_of(value: Any, depth: int = 2) -> str:
    """Describe a value roughly: what is new in kind is new behaviour."""
    if isinstance(value, Array):
        return f"{value.tensor.dtype}{value.tensor.ndim}{'' if value.tensor.numel() else 'empty'}"
    if isinstance(value, (list, tuple, dict)) and depth:
        parts = value.values() if isinstance(value, dict) else value
        return f"{type(value).__name__}({','.join(sorted({shape_of(part, depth - 1) for part in list(parts)[:20]}))})"
    return type(value).__name__
