"""What the driver and the processes that grade say to each other, and how it travels between two processes of one machine.

Frames are a length and a msgpack body, between two processes of ours that trust each other; no student's process ever holds either end.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

import msgspec

from autograder import frames
from autograder.model import Assignment, SubmittedFile


class RunSetup(msgspec.Struct, frozen=True):
    """The first frame: what all jobs of a run share."""

    root: str  # the course's folder
    name: str  # the assignment's
    seed: int
    device: str
    least_level: int  # of the sandbox
    course: bytes = b""  # bundle.pack's, where there is no root
    in_part: bool = False  # an author tries what isn't finished
    own_code: str = ""  # reuse.own_code's, where the other side may be another version
    gpu: str = ""  # as CUDA_VISIBLE_DEVICES names it
    gpu_share: float = 1.0  # of its memory
    environment: dict[str, str] = {}  # the command's, for a worker that was forked from the ancestor and knows none
    fingerprint: str = ""  # of the assignment as the command has read it; "" where it read none
    state: str = ""  # keep_warm.state's, where the worker stays between commands
    warm_minutes: float = 0.0  # for how long it then stays when this command is done


class Before(msgspec.Struct, frozen=True):
    """A hand-in as it was graded before, to be marked again."""

    record: bytes  # JSON
    saved_run: bytes


class Job(msgspec.Struct, frozen=True):
    """One hand-in to grade; with `before`, that is marked again, and the file's data may be missing."""

    number: int  # no other job of the run has it
    file: SubmittedFile
    before: Before | None = None
    questions: tuple[str, ...] = ()  # ask only these, as an author's trial of one answer does; () for all
    version: int | None = None  # ask this drawing of the inputs, as rehearsals do, instead of the student's own
    kin: int | None = (
        None  # jobs with the same number are asked with the same drawing, as far as is known; None: nobody knows
    )


class Result(msgspec.Struct, frozen=True):
    """What became of a job; number −1 says that the process is ready, or with a fault, that it can't start."""

    number: int
    record: bytes = b""  # JSON
    page: bytes = b""  # HTML
    saved_run: bytes | None = None
    level: int = 0  # of the sandbox
    fault: str = ""  # why there is no record
    broken: bool = False  # the fault is in the assignment's own files
    short: bool = False  # the machine lacked something: try again with nothing beside it


def setup_of(loaded: Assignment, root: Path, seed: int, device: str = "cpu", *, in_part: bool = False) -> RunSetup:
    """Say what all jobs of a run share. loaded: the assignment, or its outline."""
    return RunSetup(
        str(root.resolve()),
        loaded.name,
        seed,
        device,
        loaded.least_sandbox_level,
        in_part=in_part,
        fingerprint=loaded.fingerprint,
    )


def with_environment(setup: RunSetup) -> RunSetup:
    """Tell a worker its surroundings by its own pipe: the ancestor, and so a server, never knows them."""
    readable = {name: value for name, value in os.environ.items() if name.isprintable() and value.isprintable()}
    return msgspec.structs.replace(setup, environment=readable)


def write_frame(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Send one message; raises OSError when the other side has gone."""
    stream.write(frames.framed(msgspec.msgpack.encode(message)))
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Receive one message's bytes; None when the other side has gone."""
    try:
        return frames.read(stream.read)
    except EOFError:
        return None
