"""Have something done by a process of our own, as the commands do it: pages brought up to date, a hand-in taken out, a student marked again.

Comes in: what is to be done, an assignment, a student. Goes out: what was said about it. The desk itself loads no checks and starts no worker;
what reads an author's code or needs a sandbox is done here, in a process that is over afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from autograder import own_process, temporary
from autograder.errors import GradingError

LONGEST = 900.0  # seconds
_CANT_BE_DONE = 2  # the status that says so; what else isn't 0 is a fault
_ONE = threading.Lock()  # at a time: two of one desk would find the results folder held by the other
REPORT, REMOVE, REGRADE, ACCEPT, TRY = "report", "remove", "regrade", "accept", "try"


@dataclass(frozen=True, slots=True)
class ErrandDone:
    """How an errand ended."""

    well: bool
    said: str


def run(what: str, name: str, root: Path, student: str = "") -> ErrandDone:
    """Have it done, and wait for it."""
    command = own_process("autograder.desk.errands", what, name, str(root), student)
    try:  # in a current folder where no student's file can lie
        with _ONE:
            ended = subprocess.run(
                command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=LONGEST, check=False
            )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return ErrandDone(False, f"it couldn't be done ({error})")
    if ended.returncode == 0:
        return ErrandDone(True, ended.stdout.strip())
    last = ended.stderr.strip().split("\n")[-1]
    if ended.returncode != _CANT_BE_DONE and last:
        return ErrandDone(False, f"it was stopped by a fault of ours ({last})")
    return ErrandDone(False, last or f"it ended with status {ended.returncode}")


def main(what: str, name: str, root: str, student: str) -> None:
    """Do one errand; what can't be done is the last line on standard error, and the exit status 2."""
    os.nice(10)
    folder, out = Path(root), Path(root) / "results" / name
    try:
        {REPORT: _report, REMOVE: _remove, REGRADE: _regrade, ACCEPT: _accept, TRY: _try}[what](
            name, folder, out, student
        )
    except GradingError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(_CANT_BE_DONE) from None


def _report(name: str, root: Path, out: Path, _student: str) -> None:
    from autograder.export import reporting

    reporting.write(name, root, out, lambda _: None, pages=False)


def _remove(name: str, root: Path, out: Path, student: str) -> None:
    from autograder.dispatch import removal
    from autograder.export.books import Books

    gone = removal.remove(name, student, root, out, Books(out, name, root))
    sys.stdout.write(f"{gone.record.student_id} has no hand-in any more: it lies in {gone.place}.")


def _regrade(name: str, root: Path, out: Path, student: str) -> None:
    from autograder import dispatch
    from autograder.export.books import Books

    run_ = dispatch.Run(name=name, root=root, out=out, device="auto", workers=1)
    records = dispatch.regrade(run_, only=(student,), books=Books(out, name, root))
    mine = next((one for one in records if one.student_id == student), None)
    if mine is not None:
        sys.stdout.write(f"{student}: {mine.status}, {mine.score:g} of {mine.out_of:g}.")


def _accept(name: str, root: Path, out: Path, student: str) -> None:
    """Grade the file that was given in place of a student's; where it can't be graded either, all stays as it was and the file goes."""
    from autograder import dispatch
    from autograder.export.books import Books
    from autograder.model import RecordStatus
    from autograder.results.folder import Folder

    run_ = dispatch.Run(name=name, root=root, out=out, device="auto", workers=1)
    file = Folder(out).accepted(student)
    if file is None:
        raise GradingError(f"no file was given in place of {student}'s")
    try:
        with temporary.folder("today") as place:
            trial = replace(run_, out=place / name)
            tried = dispatch.grade_paths(trial, [file], received=None, fresh=False, whose=student)
        first = next(one for one in tried if one.student_id == student)
        if first.status is not RecordStatus.GRADED:
            raise GradingError(f"that file can't be graded either: {(first.reason or '').rstrip('.')}")
        records = dispatch.grade_paths(
            run_, [file], received=None, fresh=False, whose=student, books=Books(out, name, root)
        )
    except GradingError:
        file.unlink()
        with contextlib.suppress(OSError):
            file.parent.rmdir()
        raise
    mine = next(one for one in records if one.student_id == student)
    sys.stdout.write(f"{student}: {mine.status}, {mine.score:g} of {mine.out_of:g}.")


def _try(name: str, root: Path, out: Path, _student: str) -> None:
    """Mark a copy of all saved runs by today's checks, and print whose score would be another; the results stay as they are."""
    from autograder import dispatch
    from autograder.desk.checks_at_work import differing
    from autograder.results import record
    from autograder.results.folder import Folder

    Folder(out).demand_records(name, "graded submissions")
    with temporary.folder("today") as place:
        copy = place / name
        with Folder(out).alone():
            for part in ("records", "kept"):
                if (out / part).is_dir():
                    shutil.copytree(out / part, copy / part)
            for file in (*out.glob("*.csv"), *out.glob("*.json")):
                shutil.copy(file, copy)
        before = record.load_all(copy)
        after = dispatch.regrade(dispatch.Run(name=name, root=root, out=copy, device="auto"))
        sys.stdout.write(msgspec.json.encode(differing(before, after)).decode())
