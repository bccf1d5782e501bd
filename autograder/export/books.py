"""Keep a course's books around one command: nbgrader's gradebook, where marks by hand live, and the history of scores.

Comes in: a results folder, before and after a command's own work, which nobody else writes meanwhile (Folder.alone). Goes out: records, pages and
tables in which all that people know and gave stands, the gradebook brought up to date, a line of history for each changed score, and sentences
for whoever ran the command. Results that lie elsewhere than in the course leave its gradebook alone, and have a history of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from autograder.errors import DecisionNeeded, GradingError
from autograder.export import circumstances, one_person, other_rows, score_changes, update_gradebook
from autograder.export.circumstances import Current, Known
from autograder.export.final_marks import final_marks, in_course, keep, look
from autograder.model import Assignment, Record
from autograder.people.settling import People
from autograder.results import hand_marks, history, record
from autograder.results.folder import Folder
from autograder.results.hand_marks import HandMarks, Held


class Books:
    """What is known before a command, and what is to be written after it."""

    def __init__(
        self, out: Path, name: str, root: Path, *, db_url: str | None = None, in_nbgrader: bool = False
    ) -> None:
        """Read nothing yet. in_nbgrader: its own autograde is under way, and the hand-in lies in autograded/ already."""
        self._folder, self._name, self._root, self._db_url = Folder(out), name, root, db_url
        self._in_nbgrader = in_nbgrader
        self._before: Mapping[str, Record] = {}
        self._trouble: GradingError | None = None
        self.marks: HandMarks = {}
        self.changes: tuple[history.Change, ...] = ()  # of scores, since the books were opened

    @property
    def records(self) -> list[Record]:
        """Give the records as they were when the books were opened."""
        return list(self._before.values())

    def open(
        self,
        assignment: Assignment,
        people: People,
        *,
        demand: bool = False,
        dry_run: bool = False,
        whole: bool = True,
        unite: bool = True,
    ) -> tuple[str, ...]:
        """Read records and the marks given by hand, and note in the history what changed since the last command; returns what is to be said.

        Where the gradebook can't be read, what was last read in it counts, and that is said; demand: raise instead. whole: raise for a record that
        can't be read; else it is as if it weren't there. unite: bring records and rows to the ids that their people have today. Raises DecisionNeeded
        where marks that are known aren't in the gradebook any more, or where a person must say whose they are.
        """
        self._read(whole=whole)
        renamed = other_rows.by_roster(people.students) | other_rows.by_spelling(self._before)
        try:
            held = self._look(renamed)
        except DecisionNeeded:
            raise
        except GradingError as error:
            if demand:
                raise
            self._trouble = error
            self.marks = hand_marks.last_read(self._folder.hand_marks).marks
            return (f"{error.found}: marks given by hand count as they were last read.",)
        own = circumstances.own_records(self._folder, self.records)
        moves = one_person.moves(own, people.students, held.marks) if unite else []
        rows = other_rows.to_move(self._before, held.marks) if unite else {}
        self.marks = held.marks
        if dry_run:
            return tuple(f"{one} That comes with the first command that writes." for one in moves)
        if self._before:
            self._note_since(hand_marks.last_read(self._folder.hand_marks).marks)
        if moves or rows:
            held = self._move(moves, rows, assignment)
            self.marks = held.marks
        if self._before:
            keep(self._folder.path, self._name, self._root, held, db_url=self._db_url)
        return tuple(str(one) for one in moves)

    def close(
        self,
        assignment: Assignment,
        people: People,
        times: Mapping[str, datetime],
        *,
        records: Sequence[Record] | None = None,
        which: Callable[[Current], Collection[str]] | None = None,
    ) -> tuple[list[Record], tuple[str, ...]]:
        """Settle records, pages and tables, bring the gradebook up to date, take over what waits there now, and note what the command changed.

        records: as they are on the disk, else they are read. which: tells of the settled records the students whose rows are written, else all.
        Returns the records and what is to be said. Raises GradingError where the gradebook or the history can't be read or written; records, pages
        and tables stand by then.
        """
        known = Known(self._folder, assignment, people, times, self.marks)
        today = circumstances.settle(known, record.load_all(self._folder.path) if records is None else records)
        said, listed = today.said, today.sorted
        if in_course(self._folder.path, self._name, self._root):
            if self._trouble is not None:
                raise GradingError(
                    f"{self._trouble.found}; marks given by hand stand as they were last read", self._trouble.fix
                )
            wanted = today.records if which is None else which(today)
            entered = [one for one in listed if one.student_id in wanted]
            last = self._before if self._in_nbgrader else {}
            if entered or which is None:
                update_gradebook(self._folder, assignment, entered, self._root, db_url=self._db_url, last=last)
            held = self._look()
            keep(self._folder.path, self._name, self._root, held, db_url=self._db_url)
            self.marks = held.marks
            known = Known(self._folder, assignment, people, times, self.marks)
            if circumstances.current(known, listed).differing:
                listed = circumstances.settle(known, listed).sorted
        after = {one.student_id: one for one in listed}

        def why(student: str, score: float | None) -> str:
            return score_changes.reason(student, self._before, after, known=score is not None)

        self.changes += tuple(history.note(self._folder.path, _scores(listed, self.marks), why))
        return listed, (*said, *hand_marks.remarks(listed, self.marks))

    def _read(self, *, whole: bool) -> None:
        listed = record.load_all(self._folder.path) if whole else record.load_readable(self._folder.path)
        self._before = {one.student_id: one for one in listed}

    def _note_since(self, last_read: HandMarks) -> None:
        """Note marks given by hand since the last command, and what a killed one couldn't note."""
        before = _scores(self.records, last_read)

        def why(student: str, score: float | None) -> str:
            if student not in before:
                return history.REMOVED
            return history.HAND_MARK if score is not None and before[student] == score else history.GRADED

        def unread(student: str) -> bool:
            return self._folder.record(student).exists()

        scores = _scores(self.records, self.marks)
        self.changes += tuple(history.note(self._folder.path, scores, why, unknown=unread))

    def _move(self, moves: Sequence[one_person.Move], rows: Mapping[str, str], assignment: Assignment) -> Held:
        """Move rows first: what they are called is told by the records, which move after them."""
        pairs = {**rows, **{hand_marks.in_gradebook(one.old): hand_marks.in_gradebook(one.new) for one in moves}}
        marked = {hand_marks.in_gradebook(one.new) for one in moves if one.marked}
        if in_course(self._folder.path, self._name, self._root):
            other_rows.move(self._folder, self._name, self._root, pairs, marked, db_url=self._db_url)
        hand_marks.rename(self._folder.hand_marks, pairs)
        one_person.move(moves, self._folder, assignment)
        self._read(whole=False)
        held = self._look()
        went, came = {one.old: one.new for one in moves}, {one.new: one.old for one in moves}

        def why(student: str, _score: float | None) -> str:
            return (
                f"{history.MOVED} to {went[student]}"
                if student in went
                else f"{history.MOVED} from {came.get(student, '')}"
            )

        if moves:
            history.note(self._folder.path, _scores(self.records, held.marks), why)
        return held

    def _look(self, renamed: Mapping[str, str] | None = None) -> Held:
        return look(self._folder.path, self._name, self._root, db_url=self._db_url, renamed=renamed or {})


def _scores(records: Sequence[Record], marks: HandMarks) -> dict[str, float | None]:
    return {mark.student_id: mark.points for mark in final_marks(records, marks)}
