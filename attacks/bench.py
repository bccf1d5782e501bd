"""A course with a few right hand-ins, all graded, in which faults are made one after the other; it notes what goes wrong.

Comes in: a course's folder. Goes out: complaints, in sentences. faults.py makes the faults.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from attacks import class_run
from autograder.model import Record, RecordStatus
from autograder.results import record

STUDENTS = ("2022000001", "2022000002", "2022000003")
FULL = 88.0


class Skipped(Exception):
    """This fault can't be made on this machine."""


@dataclass
class Bench:
    """A course with a few right hand-ins, all graded, and what went wrong so far."""

    course: Path
    complaints: list[str] = field(default_factory=list)

    @property
    def out(self) -> Path:
        """Where its results are."""
        return self.course / "results" / class_run.NAME

    def run(self, *more: str, status: int, says: str = "", command: str = "grade") -> str:
        """Give the command; note when it ends or speaks otherwise than it should."""
        words = (
            class_run.grading(self.course, *more)
            if command == "grade"
            else [*class_run.MODULE, command, class_run.NAME, *more]
        )
        done = class_run.typed(self.course, words)
        said = done.stdout + done.stderr
        self.demand(done.returncode == status, f"it ended with {done.returncode}, not {status}: {said[-800:]}")
        self.demand(re.search(says, said, re.DOTALL) is not None, f"it doesn't say {says!r}: {said[-800:]}")
        self.demand("Traceback" not in said, f"it shows a traceback: {said[-1500:]}")
        return said

    def demand(self, holds: bool, complaint: str) -> None:
        """Note what doesn't hold."""
        if not holds:
            self.complaints.append(complaint)

    def records(self) -> dict[str, Record]:
        """Read what is on disk."""
        return {one.student_id: one for one in record.load_all(self.out)}

    def files(self) -> dict[str, tuple[int, bytes]]:
        """Return every record's time and bytes."""
        return {
            path.stem: (path.stat().st_mtime_ns, path.read_bytes()) for path in (self.out / "records").glob("*.json")
        }

    def goes_on(self, before: dict[str, tuple[int, bytes]]) -> None:
        """Give the same command again: all are graded at last, and what was graded before isn't graded again."""
        self.run(status=0)
        self.everybody_has_full_marks()
        after = self.files()
        for student, then in before.items():
            self.demand(after.get(student) == then, f"{student} was graded again")

    def everybody_has_full_marks(self) -> None:
        """Note who hasn't."""
        found = {student: (one.status, one.score) for student, one in self.records().items()}
        self.demand(found == dict.fromkeys(STUDENTS, (RecordStatus.GRADED, FULL)), f"records: {found}")

    def no_score_is_wrong(self) -> None:
        """Note who has a score that isn't theirs; a record that isn't graded has none."""
        for one in self.records().values():
            self.demand(
                one.status is RecordStatus.NOT_GRADED or (one.status, one.score) == (RecordStatus.GRADED, FULL),
                f"{one.student_id} is {one.status} with {one.score}",
            )

    def own_assignment(self) -> Path:
        """Give the course its own copy of the assignment's files, to be broken."""
        there = self.course / "assignments"
        if there.is_symlink():
            original = there.resolve()
            there.unlink()
            there.mkdir()
            for path in original.iterdir():
                if path.name != class_run.NAME:
                    (there / path.name).symlink_to(path)
            shutil.copytree(original / class_run.NAME, there / class_run.NAME)
        return there / class_run.NAME
