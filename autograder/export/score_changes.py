"""Note in the history which scores a command changed, and why.

Comes in: a results folder before a command and the records after it. Goes out: lines of history.jsonl. What changed between two commands was
marked by hand, since nothing else changes a score then; or a run was killed before it came to note what it had graded.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import GradingError
from autograder.export import update_gradebook
from autograder.export.final_marks import final_marks
from autograder.model import Assignment, Record, RecordStatus
from autograder.results import history, record
from autograder.results.folder import Folder


class ScoreChanges:
    """The changes of scores from here to the end of a command."""

    def __init__(self, out: Path, name: str, root: Path) -> None:
        """Look at the records as they are; what can't be read is as if it weren't there."""
        self._out, self._name, self._root = out, name, root
        self._before = {one.student_id: one for one in record.load_readable(out)}

    def note(self) -> None:
        """Note what was marked by hand since the last command; nothing where the gradebook can't be read."""
        if not self._before:
            return
        with contextlib.suppress(GradingError):
            scores = _scores(list(self._before.values()), self._name, self._root)
            history.note(self._out, scores, self._between)

    def after_run(self, folder: Folder, assignment: Assignment, records: Sequence[Record], root: Path) -> None:
        """Bring nbgrader's gradebook up to date, unless the results lie elsewhere than in the course, and note what the run changed."""
        if folder.path.resolve() == (root / "results" / assignment.name).resolve():
            update_gradebook(folder, assignment, records, root)
        self.finish(folder, assignment, records, root)

    def finish(self, folder: Folder, assignment: Assignment, records: Sequence[Record], root: Path) -> None:
        """Note what this command changed. Raises GradingError where the gradebook or the history can't be read or written."""
        after = {one.student_id: one for one in records}

        def why(student: str, score: float | None) -> str:
            return reason(self._before.get(student), after.get(student), known=score is not None)

        history.note(folder.path, _scores(records, assignment.name, root), why)

    def _between(self, student: str, score: float | None) -> str:
        """Tell a mark by hand from what a killed run graded and couldn't note: the record's file is newer than the history."""
        if student not in self._before:
            return history.REMOVED
        path, noted = Folder(self._out).record(student), self._out / history.NAME
        fresh = score is None or not noted.exists() or path.stat().st_mtime_ns > noted.stat().st_mtime_ns
        return history.GRADED if fresh else history.HAND_MARK


def reason(before: Record | None, after: Record | None, *, known: bool) -> str:
    """Tell from a record before and after why its score is another; known: whether there was a score before."""
    if after is None:
        return history.REMOVED
    if after.status is RecordStatus.EXCUSED or (before is not None and before.status is RecordStatus.EXCUSED):
        return history.EXCEPTION
    if before is None or before.submission_sha256 != after.submission_sha256 or not known:
        return history.GRADED
    if [one.checks for one in before.questions] != [one.checks for one in after.questions]:
        return history.REGRADED
    if (before.exception, before.late_days, before.received) != (after.exception, after.late_days, after.received):
        return history.EXCEPTION
    return history.HAND_MARK if before.score == after.score else history.REGRADED


def _scores(records: Sequence[Record], name: str, root: Path) -> dict[str, float | None]:
    return {mark.student_id: mark.points for mark in final_marks(records, name, root)}
