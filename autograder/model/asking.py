"""What is put to a child, and what comes back: cases and observations, and the plain values in both.

No case holds an expected answer or a tolerance; every observation is a claim of a hostile process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


class CaseKind(StrEnum):
    """What is asked of a case's call."""

    VALUE = "value"  # the answer
    INPUTS = "inputs"  # the inputs as they are after the call
    METER = "meter"  # how much work the call did, and whether a banned call was met
    WATCH = "watch"  # only whether a banned call was met
    DEVICE = "device"  # the answer, asked on another device than the CPU (a pretend one where there is no GPU)
    PICTURE = "picture"  # the answer to a public example, for the student's page; nothing depends on it


@dataclass(frozen=True, slots=True)
class Array:
    """A tensor or array as it stood in the student's process, rebuilt here from plain bytes."""

    tensor: torch.Tensor  # on the CPU, contiguous, a plain torch.Tensor
    library: str = "torch"  # or "numpy"
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Form:
    """A value of a type that has no form of its own on the wire, such as a set or a table: its kind, and its parts as plain values."""

    kind: str  # of wire.form_values.KINDS
    parts: Any


@dataclass(frozen=True, slots=True)
class Unsupported:
    """An answer that is no plain value, in words that may be shown."""

    type_name: str


TOO_LARGE = Unsupported("value that is too large to be looked at")


class Why(StrEnum):
    """Why a child can't send an answer as it is; `Unfit.name` is of what is named here."""

    TYPE = "type"  # a value's type
    TENSOR = "tensor"  # a tensor's layout or dtype
    NUMPY = "numpy"  # a NumPy array's dtype
    INTEGER = "integer"  # it has more than 64 bits
    KEY = "key"  # the type of a dict's key
    ITEMS = "items"  # of these the answer has too many, and so on; the type of the whole answer
    ARRAYS = "arrays"
    BYTES = "bytes"
    DEPTH = "depth"
    WHOLE = "whole"  # each part was small enough


@dataclass(frozen=True, slots=True)
class Unfit:
    """What a child says in the place of an answer that is no plain value; the examiner makes the words, as Unsupported."""

    why: Why
    name: str = ""  # chosen by whoever owns the child, so never shown unless it is one that anybody knows


@dataclass(frozen=True, slots=True)
class Case:
    """One call to put to the student's function. Holds inputs only: no expected answer, no tolerance."""

    id: str  # "<check>/<number>"
    check: str
    question: str
    call: str  # the function's name in the notebook, or the driver's in drivers.py
    inputs: Mapping[str, Any]  # None, bool, int, float, str, Array, and lists, tuples and dicts of them
    driver: bool = False  # call is a function of drivers.py, which puts the question
    kind: CaseKind = CaseKind.VALUE
    with_reference: tuple[str, ...] = ()  # questions that our own implementation answers, in place of the student's
    banned: tuple[str, ...] = ()  # for METER and WATCH: what must not be called at run time
    device: str = ""  # "" for the device that is graded on; DEVICE cases name another


class Outcome(StrEnum):
    """How a case ended, as seen from outside the sandbox."""

    ANSWERED = "answered"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    FLOODED = "flooded"  # printed more than the limit
    UNREADABLE = "unreadable"  # the reply broke the wire's rules
    ABSENT = "absent"  # the block is blank, missing or broken, or loading it failed
    SKIPPED = "skipped"  # an earlier case of the same question already ended the process


@dataclass(frozen=True, slots=True)
class Counts:
    """The work that one metered call did."""

    operations: int  # dispatched to torch, and numpy's ufuncs and functions
    trips: int  # executions of the busiest place in the student's own code
    largest: int  # bytes of the largest storage made


@dataclass(frozen=True, slots=True)
class Observation:
    """What came back for one case; the untrusted side of every comparison."""

    case: str
    outcome: Outcome
    answer: Any = None  # as Case.inputs, or Unsupported
    error: str | None = None  # the exception's type, never its text
    line: int | None = None  # of the student's own code, within Block.source, from 1
    counts: Counts | None = None
    banned: tuple[str, ...] = ()  # banned names met at run time
    driver_line: int | None = None  # where drivers.py raised, if that was the innermost of all
    seconds: float = 0.0  # after how many of its own it was stopped, where its time was over
