"""What is kept of a run beside its record: the program and its observations, so that a corrected check is marked without running again.

Each observation is kept with a digest of the case that led to it, so that `reuse` can tell which still count. The pictures that were drawn
for the student's page are kept too: drawing them needs the answers and the reference, and a page that is written anew is to be the same. Reading all but the
observations loads no torch, which takes seconds.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.errors import GradingError
from autograder.model import TOO_LARGE, Counts, Notebook, Observation, Outcome, Picture, Program, Submission
from autograder.results.record import NewerVersion

VERSION = (
    2  # 1 kept sentences in the place of the banned names that stand in a block: pages can be made of it, marks can't
)
# a msgpack map whose first key is the version, a small number
_HEAD = re.compile(rb"[\x80-\x8f]\xa7version([\x00-\x7f])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SavedRun:
    """One submission as it ran."""

    submission: Submission  # without its notebook's cells and the texts of its files
    program: Program
    observations: tuple[Observation, ...]
    digests: Mapping[str, str]  # case id → what reuse.case_digests says of it
    pictures: tuple[Picture, ...] = ()  # of the student's page


class _File(msgspec.Struct, frozen=True):
    """What a .run file holds. Each observation is a frame of its own, within the wire's bounds as it came."""

    version: int  # written first: `demand_known_version` looks for it there
    submission: Submission
    program: Program
    observations: list[bytes]
    digests: dict[str, str]
    pictures: tuple[Picture, ...] = ()


_Kind = TypeVar("_Kind", bound=msgspec.Struct)


class _VersionAlone(msgspec.Struct, frozen=True):
    """The same file, where nothing else is looked at yet."""

    version: int


class ForThePage(msgspec.Struct, frozen=True):
    """The same file, where nobody asks how it ran."""

    submission: Submission
    program: Program
    pictures: tuple[Picture, ...] = ()


def encode(run: SavedRun) -> bytes:
    """Write one submission's run as bytes; arrays travel as they came."""
    frames = [_frame(observation) for observation in run.observations]
    files = tuple(replace(one, text=None) for one in run.submission.files)
    submission = replace(run.submission, notebook=Notebook(cells=()), others=(), files=files)
    return msgspec.msgpack.encode(
        _File(VERSION, submission, run.program, frames, dict(run.digests), tuple(run.pictures))
    )


def decode(data: bytes) -> SavedRun:
    """Read what encode wrote; raises NewerVersion for a later version's, and GradingError for anything else."""
    from autograder import wire

    file = _read(data, _File)
    if file.version < VERSION:
        raise GradingError(
            found="the kept observations are an earlier version's, which says less of banned calls",
            fix="Grade with --fresh.",
        )
    try:
        observations = tuple(_observation(wire.decode(frame)) for frame in file.observations)
    except (wire.WireError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise _unreadable(error) from error
    return SavedRun(file.submission, file.program, observations, file.digests, file.pictures)


def for_the_page(data: bytes) -> ForThePage:
    """Read what pages and notebooks are made of, without the observations; raises as decode does."""
    return _read(data, ForThePage)


def demand_known_version(path: Path) -> None:
    """Raise NewerVersion for a run that this package must not overwrite; what is no saved run at all may be."""
    if (version := _version(path)) > VERSION:
        raise NewerVersion(str(path), version, VERSION)


def is_former(path: Path) -> bool:
    """Tell whether a run is of a version of this package that kept too little to be marked again; pages can be made of it."""
    return 0 < _version(path) < VERSION


def _version(path: Path) -> int:
    """Read the version of a saved run from its first bytes; 0 where it is no such file, or there is none."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        if head := _HEAD.match(file.read(16)):
            return head[1][0]
    return 0


def _read(data: bytes, kind: type[_Kind]) -> _Kind:
    try:
        version = msgspec.msgpack.decode(data, type=_VersionAlone).version
        if version > VERSION:
            raise NewerVersion("a saved run", version, VERSION)
        if version < 1:
            raise msgspec.ValidationError(f"there is no version {version}")
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> GradingError:
    return GradingError(found=f"the kept observations can't be read: {error}", fix="Grade with --fresh.")


def _frame(observation: Observation) -> bytes:
    """Write one observation; an answer that filled a reply to the brim is left out, for there is more around it here."""
    from autograder import wire

    try:
        return wire.encode(_plain(observation))
    except wire.WireError:
        return wire.encode(_plain(replace(observation, answer=TOO_LARGE)))


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
        "driver_line": observation.driver_line,
        "seconds": observation.seconds,
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
        driver_line=item.get("driver_line"),
        seconds=float(item.get("seconds", 0.0)),
    )
