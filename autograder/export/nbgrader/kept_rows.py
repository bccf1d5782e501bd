"""Read a question's rows of the gradebook again only where the gradebook may have changed since: whoever marks asks for them at each answer.

In: an assignment and a question, or marks to be given. Out: what `marked_answers.look` gives. SQLite counts each transaction in its file's header, whoever wrote it (file
format, 1.3.7: the file change counter); while that stands, and no journal tells of a writer at work, the rows are what they were; and where a mark of ours is all that was counted since, they
are what they were but for its answers, which were read while nobody else could write. A file in WAL mode
doesn't count so, and a database elsewhere has no file here: both are read each time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from autograder.export.nbgrader import gradebook, marked_answers
from autograder.export.nbgrader.marked_answers import NewMark, QuestionHeld

_HEADER = 100  # bytes of it
_WRITE_VERSION, _LEGACY = 18, 1  # of the file's format: 2 is WAL
_CHANGES = slice(24, 28)
_MOST = 64  # questions that are kept

State = tuple[bytes, int, int, int]


class KeptRows:
    """The rows of a course's questions, as they were when last read; for all threads of a desk."""

    def __init__(self, root: Path, db_url: str | None) -> None:
        self._root, self._db_url = root, db_url
        self._kept: dict[tuple[str, str], tuple[State, QuestionHeld]] = {}
        self._lock = threading.Lock()

    def look(self, name: str, question: str) -> QuestionHeld:
        """Give a question's rows as they are now; raises GradingError where the gradebook can't be read."""
        now = self._state()  # before the rows: what is written in between is read again next time
        with self._lock:
            state, held = self._kept.get((name, question), (None, None))
        if held is not None and state == now is not None:
            return held
        found = marked_answers.look(self._root, name, question, db_url=self._db_url)
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            if now is not None:
                self._kept[name, question] = now, found
        return found

    def give(self, name: str, question: str, marks: Sequence[NewMark], *, action: str, by: str) -> bool:
        """Write marks as `marked_answers.give` does, which says what it raises; False where this action was done before."""
        written = marked_answers.give(self._root, name, question, marks, action=action, by=by, db_url=self._db_url)
        now = self._state()
        with self._lock:
            state, held = self._kept.get((name, question), (None, None))
            if written and held and state and now and _is_next(state, now):
                self._kept[name, question] = now, held.after(written)
        return written is not None

    def _state(self) -> State | None:
        """Name the file's content; None where the file can't tell it."""
        path = gradebook.file_of(self._root, self._db_url)
        if path is None:
            return None
        try:
            if path.with_name(f"{path.name}-journal").exists():
                return None
            with path.open("rb") as file:
                header, seen = file.read(_HEADER), os.fstat(file.fileno())
        except OSError:
            return None
        if len(header) < _HEADER or header[_WRITE_VERSION] != _LEGACY:
            return None
        return header[_CHANGES], seen.st_ino, seen.st_size, seen.st_mtime_ns


def _is_next(before: State, now: State) -> bool:
    """Tell whether one transaction, and no other, was written to the file in between."""
    first, second = (int.from_bytes(one[0], "big") for one in (before, now))
    return before[1] == now[1] and second == (first + 1) % 2**32
