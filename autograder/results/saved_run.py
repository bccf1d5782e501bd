"""What is kept of a run beside its record: the program and its observations, so that a corrected check is marked without running again.

Each observation is kept with a digest of the case that led to it. After checks, probes or our own implementations change, the observations
of questions whose cases are all the same still count, and only the others are asked again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from autograder import wire
from autograder.conventions import question_of_cell
from autograder.errors import GradingError
from autograder.model import Assignment, Case, Counts, Notebook, Observation, Outcome, Program, Submission, Unsupported

VERSION = 1
_TOO_MUCH = Unsupported("value that is too large to be looked at")


@dataclass(frozen=True, slots=True)
class Kept:
    """One submission as it ran."""

    submission: Submission  # without its notebook's cells
    program: Program
    observations: tuple[Observation, ...]
    digests: Mapping[str, str]  # case id → digest

    def current(self, today: Mapping[str, str]) -> dict[str, Observation]:
        """Return the observations of questions whose cases, by today's digests, are just what they were then.

        Not of single cases: calls of one question share a process, and one that ended it kept the others from being asked.
        """
        changed = {question_of(case) for case, _ in today.items() ^ self.digests.items()}
        return {one.case: one for one in self.observations if question_of(one.case) not in changed}


def question_of(case: str) -> str:
    """Return the question that a case's id begins with."""
    return case.partition(".")[0]


def digest(case: Case, assignment: Assignment) -> str:
    """Hash all that an observation depends on beside the student's own program."""
    given = [cell.source for cell in assignment.solution.cells if question_of_cell(cell.grade_id or "") in case.given]
    content = {
        "call": case.call,
        "kind": str(case.kind),
        "inputs": dict(case.inputs),
        "given": given,
        "banned": list(case.banned),
        "device": case.device,
        "probes": assignment.probes if case.probe else "",
    }
    return hashlib.sha256(wire.encode(content)).hexdigest()


class _File(msgspec.Struct, frozen=True):
    """What a .run file holds. Each observation is a frame of its own, within the wire's bounds as it came."""

    version: int
    submission: Submission
    program: Program
    observations: list[bytes]
    digests: dict[str, str]


class _ProgramAlone(msgspec.Struct, frozen=True):
    """The same file, where nobody asks how it ran."""

    program: Program


def encode(
    submission: Submission, program: Program, observations: Sequence[Observation], digests: Mapping[str, str]
) -> bytes:
    """Write one submission's run as bytes; arrays travel as they came."""
    frames = [_frame(observation) for observation in observations]
    return msgspec.msgpack.encode(
        _File(VERSION, replace(submission, notebook=Notebook(cells=())), program, frames, dict(digests))
    )


def decode(data: bytes) -> Kept:
    """Read what encode wrote; raises GradingError for anything else."""
    try:
        file = msgspec.msgpack.decode(data, type=_File)
        observations = tuple(_observation(wire.decode(frame)) for frame in file.observations)
    except (wire.WireError, msgspec.MsgspecError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise GradingError(found=f"the kept observations can't be read: {error}", fix="Grade with --fresh.") from error
    return Kept(file.submission, file.program, observations, file.digests)


def program(data: bytes) -> Program:
    """Read the program alone; raises GradingError for what encode didn't write."""
    try:
        return msgspec.msgpack.decode(data, type=_ProgramAlone).program
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise GradingError(found=f"the kept program can't be read: {error}", fix="Grade with --fresh.") from error


def _frame(observation: Observation) -> bytes:
    """Write one observation; an answer that filled a reply to the brim is left out, for there is more around it here."""
    try:
        return wire.encode(_plain(observation))
    except wire.WireError:
        return wire.encode(_plain(replace(observation, answer=_TOO_MUCH)))


def _plain(observation: Observation) -> dict[str, Any]:
    counts = observation.counts
    return {
        "case": observation.case,
        "outcome": str(observation.outcome),
        "answer": observation.answer,
        "error": observation.error,
        "line": observation.line,
        "counts": [counts.operations, counts.trips, counts.largest] if counts else None,
        "banned": list(observation.banned),
    }


def _observation(item: dict[str, Any]) -> Observation:
    return Observation(
        case=item["case"],
        outcome=Outcome(item["outcome"]),
        answer=item["answer"],
        error=item["error"],
        line=item["line"],
        counts=Counts(*item["counts"][:3]) if item["counts"] else None,
        banned=tuple(item["banned"]),
    )
