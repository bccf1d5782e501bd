"""Tell what need not be done again: when a kept record still holds, when a saved run can be marked anew, which of its answers still count.

Everything that a record depends on goes into its key, in three parts: the hand-in (with seed and device), the assignment's rules, which say
what code runs, and all of the assignment. The same key means that grading again would give the same record; the same first two parts mean
that the same code would run, so that only what is asked can have changed. Each observation is kept with a digest of its case besides: after
checks, drivers or our own implementations change, the observations of questions whose cases are all the same still count.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from autograder.conventions import question_of_cell
from autograder.model import Assignment, Case, Observation, Outcome, Program, Record, RecordStatus, SubmittedFile

PACKAGE = Path(__file__).resolve().parent
BROUGHT_ALONG = "_vendor"  # setuptools' folder of copies, for one
OWN_CODE = (".py", ".html", ".css")  # suffixes of what this package's work depends on

ENDING = {
    Outcome.TIMED_OUT,
    Outcome.OUT_OF_MEMORY,
    Outcome.CRASHED,
    Outcome.FLOODED,
    Outcome.UNREADABLE,
    Outcome.SKIPPED,
}
"""Outcomes that leave a question's block out of the processes that follow, where other questions may have called it."""


# ---------------------------------------------------------------- records


def key(file: SubmittedFile, assignment: Assignment, seed: int, device: str) -> str:
    """Hash all that a record depends on, in three parts: the hand-in, the assignment's rules, all of the assignment.

    But for when it came in: nothing has to run for that (people.settling).
    """
    together = [(one.name, hashlib.sha256(one.data or b"").hexdigest()) for one in file.together]
    parts = (
        hashlib.sha256(file.data).hexdigest(),
        repr(together) if together else "",
        file.source,
        file.student_id,
        repr(
            (
                file.claim,
                file.comparable,
                file.shared,
                file.attempts,
                file.beside,
                file.doubts,
                file.team,
                file.late,
                file.rivals,
                "" if file.received else file.time,
            )
        ),
        f"{seed} {assignment.versions}",
        device,
    )
    own = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f"{own}:{assignment.rules}:{assignment.fingerprint}"


def installed() -> list[str]:
    """Name the Python that runs, and every package that it would import from, with its version and when it was put there.

    What a package brings along for itself, and puts on the path while it is imported, is that package's: else a process would answer otherwise
    before and after.
    """
    found = [sys.executable, sys.version]
    for place in (place for place in sys.path if Path(place).name != BROUGHT_ALONG):
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            found += sorted(
                f"{one.name} {one.stat().st_mtime_ns}" for one in entries if one.name.endswith((".dist-info", ".pth"))
            )
    return found


def key_today(before: Record, assignment: Assignment) -> str:
    """Return the key of a record that is marked again: today's, unless other code would run today."""
    own = before.key.partition(":")[0]
    same = of_same_rules(before, assignment)
    return f"{own}:{assignment.rules}:{assignment.fingerprint}" if same else before.key


def of_same_rules(before: Record, assignment: Assignment) -> bool:
    """Tell whether a record was made under the assignment's rules of today, all that isn't a check's."""
    return before.key.split(":")[1:2] == [assignment.rules]


def is_other(before: Record, file: SubmittedFile) -> bool:
    """Tell whether a student's file is another than the one that the record was made of."""
    return before.submission_sha256 != hashlib.sha256(file.data).hexdigest()


def is_current(before: Record, key_now: str) -> bool:
    """Tell whether grading the hand-in whose key this is would give this record again."""
    return before.key == key_now


def may_be_marked(before: Record, key_now: str, assignment: Assignment) -> bool:
    """Tell whether marking the saved run would give the record that grading the hand-in gives: only what is asked has changed."""
    return (
        before.status is RecordStatus.GRADED
        and before.key.split(":")[:2] == key_now.split(":")[:2]
        and before.sandbox_level >= assignment.least_sandbox_level
        and before.seconds.get("run", 0.0) < assignment.limits.seconds  # else its time ran out, wherever it was spent
    )


# ---------------------------------------------------------------- observations


def case_digests(cases: Iterable[Case], assignment: Assignment) -> dict[str, str]:
    """Map each case's id to a hash of all that an observation of it depends on beside the student's own program."""
    return {case.id: _digest(case, assignment) for case in cases}


def still_valid(
    observations: Sequence[Observation], digests: Mapping[str, str], today: Mapping[str, str]
) -> dict[str, Observation]:
    """Map case ids to the observations of questions whose cases, by today's digests, are just what they were then.

    Not of single cases: calls of one question share a process, and one that ended it kept the others from being asked.
    """
    changed = {_question_of(case) for case, _ in today.items() ^ digests.items()}
    return {one.case: one for one in observations if _question_of(one.case) not in changed}


def blocks_of_today(program: Program, assignment: Assignment) -> Program:
    """Leave out the blocks of questions that were dropped since, as reading the hand-in anew would: there is nothing of ours to put beside them."""
    run = {question.id for question in assignment.questions if not question.written}
    return replace(program, blocks=tuple(block for block in program.blocks if block.question in run))


def touches_others(observations: Iterable[Observation]) -> bool:
    """Tell whether one of these ended its process, so that other questions may have run without its block."""
    return any(one.outcome in ENDING for one in observations)


def _question_of(case: str) -> str:
    return case.partition(".")[0]


def _digest(case: Case, assignment: Assignment) -> str:
    ours = [
        cell.source
        for cell in assignment.solution.cells
        if question_of_cell(cell.grade_id or "") in case.with_reference
    ]
    content = {
        "call": case.call,
        "kind": str(case.kind),
        "inputs": dict(case.inputs),
        "ours": ours,
        "banned": [list(case.banned), list(assignment.allowed)],
        "device": case.device,
        "drivers": assignment.drivers if case.driver else "",
    }
    from autograder import wire  # and torch with it; the command only compares keys

    return hashlib.sha256(wire.encode(content)).hexdigest()


# ---------------------------------------------------------------- our own code


@lru_cache(maxsize=1)
def own_code() -> str:
    """Hash this package's own code, wherever in it a file lies: only the same code is sure to give the same records."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in OWN_CODE and "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
