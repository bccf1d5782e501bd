"""Paths of former years → their hand-ins, to be compared with the class's; never with each other, for that is over.

A results folder has them as they were graded. Files as they were handed in are read by today's release, which finds blocks by their markers
and functions' names; nothing of theirs is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.errors import SandboxFailed, SubmissionRejected, UsageError
from autograder.model import Assignment, SubmittedFile
from autograder.results import record
from autograder.similar import hand_ins
from autograder.similar.hand_ins import HandIn


def read(name: str, root: Path, paths: Sequence[Path]) -> tuple[list[HandIn], list[str]]:
    """Read former results folders and hand-ins; says what of them isn't compared. Raises UsageError for a path that isn't there."""
    found: list[HandIn] = []
    left_out: list[str] = []
    for path in paths:
        if not path.exists():
            raise UsageError(
                found=f"{path} isn't there",
                fix=f"Give the results/{name} of a former year, or what was handed in then.",
            )
        folder = next((one for one in (path, path / name) if any((one / "records").glob("*.json"))), None)
        if folder is not None:
            records = record.load_all(folder)
            found += hand_ins.of_records(records, former=_label(folder, name))
            left_out += [f"{path}: {said}" for said in hand_ins.unread(records)]
        else:
            found += _handed_in(name, root, path, left_out)
    return found, left_out


def _handed_in(name: str, root: Path, path: Path, left_out: list[str]) -> list[HandIn]:
    from autograder.course import outline
    from autograder.intake import discovery

    assignment = outline.read(name, root)
    files = discovery.find([path], assignment=name)
    left_out += [f"{path}: {said}" for said in files.said]
    left_out += [f"{path}: {one.source} isn't compared: {one.why}" for one in files.not_taken]
    found = []
    for file in files:
        try:
            found.append(_one(file, assignment, _label(path, name)))
        except (SubmissionRejected, SandboxFailed) as error:
            left_out.append(f"{path}: {file.source} isn't compared: {error}")
    return found


def _one(file: SubmittedFile, assignment: Assignment, former: str) -> HandIn:
    from autograder import pipeline

    submission, program = pipeline.program_of(file, assignment)
    return hand_ins.of_program(program, submission.student_id, former)


def _label(path: Path, name: str) -> str:
    """Name a year by its folder, leaving out what is called results or as the assignment: `2025` of ../2025/results/knn."""
    parts = [part for part in path.resolve().parts if part not in (name, "results")]
    return parts[-1] if parts else str(path)
