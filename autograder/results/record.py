"""Records ↔ one JSON file per submission. What is read is checked: its version first, then every field's type.

A record of an older version lacks fields that have been added since; it has their defaults. One of a newer version may mean something
else by what it says, so it is neither read nor overwritten. docs/record.schema.json tells other programs what a record holds.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from autograder.conventions import solution_cell
from autograder.errors import GradingError
from autograder.model import Finding, QuestionResult, Record

VERSION = 1  # what this package writes, and the newest that it reads
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


class NewerVersion(GradingError):
    """A file was written by a later version of this package: it must not be overwritten."""

    def __init__(self, what: str, version: int, ours: int) -> None:
        super().__init__(
            found=f"{what} has version {version}, and this autograder knows versions up to {ours}",
            fix="Install the autograder that wrote it, or give another --out; nothing was changed.",
        )


class _Version(msgspec.Struct, frozen=True):
    """The same file, where nothing else is looked at yet."""

    version: int = 1  # a record without one is of the first


def total(questions: Iterable[QuestionResult], findings: Iterable[Finding]) -> float:
    """Add up a record's score: what the questions earned and the findings cost, never below 0, and then a person's extra credit."""
    listed = list(questions)
    earned = max(0.0, sum(one.score for one in listed) + sum(finding.points for finding in findings))
    return round(max(0.0, earned + sum(one.extra_credit for one in listed)) + 0.0, 6)


def taken(finding: Finding, questions: Iterable[QuestionResult]) -> float:
    """Return the points (≤ 0) that a finding took off: its own, or what a question's checks would have given where a banned call costs all of it."""
    for one in questions:
        if one.banned and not one.marked and (solution_cell(one.id), one.banned) == (finding.cell, finding.message):
            return finding.points - sum(check.worth or 0.0 for check in one.checks)
    return finding.points


def encode(record: Record) -> bytes:
    """Write a record as indented JSON; the same record gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def decode(data: bytes, *, what: str = "this record") -> Record:
    """Read a record; raises NewerVersion for one of a later version, and GradingError for what is none."""
    try:
        version = msgspec.json.decode(data, type=_Version).version
        if version > VERSION:
            raise NewerVersion(what, version, VERSION)
        if version < 1:
            raise msgspec.ValidationError(f"there is no version {version}")
        return msgspec.json.decode(data, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise GradingError(found=f"this is no record: {error}", fix="Grade with --fresh.") from error


def load(path: Path) -> Record:
    """Read one record; raises GradingError naming the file when it can't be read."""
    try:
        return decode(path.read_bytes(), what=str(path))
    except NewerVersion:
        raise
    except GradingError as error:
        raise GradingError(
            found=f"{path}: {error.found}", fix="Delete it and grade that hand-in again; the others stay."
        ) from error
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be read: {error.strerror}", fix="Check it and its permissions."
        ) from error


def paths(folder: Path) -> list[Path]:
    """List the records of a results folder; raises OSError where they can't be listed, which is no empty class, as glob would have it."""
    place = folder / "records"
    return sorted(path for path in place.iterdir() if path.suffix == ".json") if place.is_dir() else []


def load_all(folder: Path) -> list[Record]:
    """Read every record of a results folder, ordered by student; what can't be read is named in the error."""
    records = [load(path) for path in paths(folder)]
    return sorted(records, key=lambda record: record.student_id)


def load_readable(folder: Path) -> list[Record]:
    """Read the records that can be read, for what comes before grading: a damaged one is graded again, or named by load_all."""
    found = []
    for path in paths(folder):
        with contextlib.suppress(GradingError):
            found.append(load(path))
    return found


def demand_known_version(path: Path) -> None:
    """Raise NewerVersion for a record that this package must not overwrite; what is no record at all may be."""
    try:
        version = msgspec.json.decode(path.read_bytes(), type=_Version).version
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    if version > VERSION:
        raise NewerVersion(str(path), version, VERSION)


def schema() -> dict[str, Any]:
    """Describe a record as JSON Schema, made from the types: docs/record.schema.json is this, and a test says so."""
    (made,), parts = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    record = parts.pop("Record")
    record["properties"]["version"] |= {"minimum": 1, "maximum": VERSION}
    return {"$schema": SCHEMA, "title": "A graded submission", **made, "$defs": {**parts, "Record": record}}


if __name__ == "__main__":  # python -m autograder.results.record > docs/record.schema.json
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n")
