"""Keep a course's books around one command: nbgrader's gradebook, where marks by hand live, and the history of scores.

Comes in: a results folder, before and after a command's own work. Goes out: records, pages and tables in which all that people know and gave
stands, the gradebook brought up to date, a line of history for each changed score, and sentences for whoever ran the command.
Results that lie elsewhere than in the course leave its gradebook alone, and have a history of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from autograder import report
from autograder.errors import DecisionNeeded, GradingError
from autograder.export import circumstances, score_changes, update_gradebook
from autograder.export.final_marks import final_marks, in_course, keep, look
from autograder.model import Assignment, Record
from autograder.people import roster
from autograder.people.settling import People
from autograder.results import hand_marks, history, record
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks, Held


class Books:
    """What is known before a command, and what is to be written after it."""

    def __init__(
        self, out: Path, name: str, root: Path, *, db_url: str | None = None, in_nbgrader: bool = False
    ) -> None:
        """Look at the records as they are. in_nbgrader: its own autograde is under way, and the hand-in lies in autograded/ already."""
        self._folder, self._name, self._root, self._db_url = Folder(out), name, root, db_url
        self._before = {one.student_id: one for one in record.load_readable(out)}
        self._last = self._before if in_nbgrader else {}
        self._trouble: GradingError | None = None
        self.marks: HandMarks = {}

    def open(self, *, demand: bool = False, dry_run: bool = False) -> tuple[str, ...]:
        """Read the marks given by hand, and note in the history what changed since the last command; returns what is to be said.

        Where the gradebook can't be read, what was last read in it counts, and that is said; demand: raise instead. Raises DecisionNeeded where
        it no longer has people whose marks are known.
        """
        try:
            held = self._look()
        except DecisionNeeded:
            raise
        except GradingError as error:
            if demand:
                raise
            self._trouble = error
            self.marks = hand_marks.last_read(self._folder.hand_marks).marks
            return (f"{error.found}: marks given by hand count as they were last read.",)
        self.marks = held.marks
        if self._before and not dry_run:
            records = list(self._before.values())
            before = _scores(records, hand_marks.last_read(self._folder.hand_marks).marks)

            def why(student: str, score: float | None) -> str:
                """Tell a mark by hand from what a killed run graded and couldn't note."""
                if student not in before:
                    return history.REMOVED
                return history.HAND_MARK if score is not None and before[student] == score else history.GRADED

            history.note(self._folder.path, _scores(records, self.marks), why)
            self._keep(held)
        return ()

    def close(
        self,
        assignment: Assignment,
        people: People,
        times: Mapping[str, datetime],
        *,
        only: Collection[str] | None = None,
    ) -> tuple[list[Record], tuple[str, ...]]:
        """Bring the gradebook up to date, take over what waits there now, and note what the command changed.

        only: the students whose rows are written. Returns the records and what is to be said. Raises GradingError where the gradebook or the
        history can't be read or written; records, pages and tables stand by then.
        """
        records = record.load_all(self._folder.path)
        if in_course(self._folder.path, self._name, self._root):
            if self._trouble is not None:
                raise GradingError(
                    f"{self._trouble.found}; marks given by hand stand as they were last read", self._trouble.fix
                )
            entered = [one for one in records if only is None or one.student_id in only]
            if entered or only is None:
                update_gradebook(self._folder, assignment, entered, self._root, db_url=self._db_url, last=self._last)
            held = self._look()
            self._keep(held)
            self.marks = held.marks
            if circumstances.current(self._folder, assignment, people, times, self.marks).differing:
                settle(self._folder, assignment, people, times, self.marks)
                records = record.load_all(self._folder.path)
        after = {one.student_id: one for one in records}

        def why(student: str, score: float | None) -> str:
            return score_changes.reason(self._before.get(student), after.get(student), known=score is not None)

        history.note(self._folder.path, _scores(records, self.marks), why)
        return records, tuple(hand_marks.remarks(records, self.marks))

    def _look(self) -> Held:
        return look(self._folder.path, self._name, self._root, db_url=self._db_url)

    def _keep(self, held: Held) -> None:
        keep(self._folder.path, self._name, self._root, held, db_url=self._db_url)


def _scores(records: Sequence[Record], marks: HandMarks) -> dict[str, float | None]:
    return {mark.student_id: mark.points for mark in final_marks(records, marks)}


def settle(
    folder: Folder,
    assignment: Assignment,
    people: People,
    times: Mapping[str, datetime],
    marks: HandMarks | None = None,
) -> tuple[str, ...]:
    """Write records, pages and tables as they should be by all that is known; returns what is to be said. marks: as for circumstances."""
    said = circumstances.apply(folder, assignment, people, times, marks)
    report.publish(folder, assignment, roster.names(people.students), people.excused(assignment.name))
    return said
