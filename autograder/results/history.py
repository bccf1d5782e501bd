"""Remember every change of a score: results/NAME/history.jsonl, one line for each, which nothing ever rewrites.

Comes in: the scores as they are now. Goes out: a line for each that differs from the last one written of that student:
{"time", "student_id", "from", "to", "why", "by"}; null is no score. Lines are appended under a lock and synced to the disk, and what a killed
process left of a line is taken off before the next one is written. Whoever writes results may import it; it runs in the command's process.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from autograder.errors import GradingError
from autograder.results import atomic, locks

NAME = "history.jsonl"
GRADED, REGRADED, EXCEPTION, HAND_MARK, REMOVED = "graded", "regraded", "exception", "hand mark", "removed"
TIME, GROUP = "received time", "group"  # another time of the hand-in; another group, or none
MOVED = "moved"  # with ' to ID' or ' from ID': the roster calls the person so

_FIX = "Mend the line or take it out; a copy of the file keeps what it says."


class Change(msgspec.Struct, frozen=True, rename={"before": "from", "after": "to"}):
    """One line: what somebody's score was, what it is, and why."""

    time: str  # ISO, UTC
    student_id: str
    before: float | None
    after: float | None
    why: str
    by: str  # who ran the command


def read(folder: Path) -> list[Change]:
    """Read the history of a results folder, none without the file; raises GradingError naming the line."""
    path = folder / NAME
    return _parsed(path, path.read_bytes()) if path.exists() else []


def note(
    folder: Path,
    scores: Mapping[str, float | None],
    why: Callable[[str, float | None], str],
    *,
    unknown: Callable[[str], bool] = lambda _: False,
) -> Sequence[Change]:
    """Append what changed since the last line of each student; returns it.

    scores: of everybody who has a record now; whoever had a score and isn't in it any more has none, unless it is unknown, as where the record
    can't be read. why: student and the score before → why.
    Raises GradingError when the file can't be read or written.
    """
    path = folder / NAME
    with _held(path):
        data = path.read_bytes() if path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        last = {change.student_id: change.after for change in _parsed(path, whole)}
        time, by = datetime.now(UTC).isoformat(timespec="seconds"), user()
        changes = [
            Change(time, student, last.get(student), scores.get(student), why(student, last.get(student)), by)
            for student in sorted(scores.keys() | last.keys())
            if _differs(last.get(student), scores.get(student)) and (student in scores or not unknown(student))
        ]
        if changes:
            _append(path, len(whole), b"".join(msgspec.json.encode(change) + b"\n" for change in changes))
    return changes


def _differs(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(before - after) > 1e-6


def _parsed(path: Path, data: bytes) -> list[Change]:
    changes = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                changes.append(msgspec.json.decode(line, type=Change))
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                if number == data.count(b"\n") + 1:
                    break  # a half line, which the next writer takes off
                raise GradingError(
                    found=f"{path}, line {number}: this is no change of a score ({error})", fix=_FIX
                ) from error
    return changes


def _append(path: Path, length: int, lines: bytes) -> None:
    """Write all lines behind the last whole one, or none; the file is its owner's alone."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(file, 0o600)
            os.ftruncate(file, length)
            os.lseek(file, 0, os.SEEK_END)
            rest = memoryview(lines)
            while rest:
                rest = rest[os.write(file, rest) :]
            os.fsync(file)
        except OSError:
            os.ftruncate(file, length)
            raise
        finally:
            os.close(file)
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be written: {error.strerror}", fix="Free some space, then run the same command again."
        ) from error


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep other writers out while the block lasts; raises GradingError where the folder can't be written."""
    lock = locks.of(path.parent / f".{NAME}.lock")
    try:
        atomic.make_folder(path.parent)
        lock.acquire()
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be written: {error.strerror}", fix="Give another --out, or check the folder."
        ) from error
    try:
        yield
    finally:
        lock.release()


def user() -> str:
    """Name who runs this process."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
