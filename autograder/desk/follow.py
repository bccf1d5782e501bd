"""Bring pages, tables and the history up to date some seconds after the last mark, in a process of its own that does what `autograder report` does.

Comes in: that something was given in an assignment. Goes out: a process of our own, so that who marks never waits for it. The marks themselves
stand in the gradebook by then; when another command is writing the results, that one takes them over, and this tries again.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

from autograder.desk import errands

QUIET = 8.0  # seconds without a new mark
AGAIN = 20.0  # seconds, where it didn't go through


class Follow:
    """Remember which assignments' pages are behind, and bring them up to date."""

    def __init__(self, root: Path) -> None:
        """Take the course's folder; nothing runs before something was given."""
        self._root = root
        self._due: dict[str, float] = {}
        self._trouble: dict[str, str] = {}
        self._changed = threading.Condition()
        self._ends = False
        self._thread = threading.Thread(target=self._run, name="follow", daemon=True)
        self._thread.start()

    def after(self, name: str) -> None:
        """Remember that something was given in an assignment."""
        with self._changed:
            self._due[name] = time.monotonic() + QUIET
            self._changed.notify()

    def said(self) -> list[str]:
        """Say whose pages are behind and can't be brought up to date, and why."""
        with self._changed:
            return [f"{name}: {why}" for name, why in sorted(self._trouble.items())]

    def close(self) -> list[str]:
        """Bring up to date what is behind, and end; returns what couldn't be."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        self._thread.join(errands.LONGEST)
        return self.said()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._due and not self._ends:
                    self._changed.wait()
                if not self._due:
                    return
                name, when = min(self._due.items(), key=lambda one: one[1])
                if not self._ends and (left := when - time.monotonic()) > 0:
                    self._changed.wait(left)
                    continue
                del self._due[name]
            done = errands.run(errands.REPORT, name, self._root)
            with self._changed:
                self._trouble.pop(name, None)
                if not done.well:
                    self._trouble[name] = done.said
                    if not self._ends:
                        self._due.setdefault(name, time.monotonic() + AGAIN)
