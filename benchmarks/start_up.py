"""What one waits for before anything is graded or shown: the first mark, cold and kept warm, and an author's commands where nothing changed.

Each beside `python -c "import torch"` in the same round, for that is what any tool that runs torch waits for. Comes in: the course's root, an
empty folder. Goes out: a table of wall-clock medians and what they are of that import.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import handins
from benchmarks.grid import Grid, seconds, times
from benchmarks.ours import Ours
from benchmarks.usage import CommandFailed

IMPORT, HELP, COLD, WARM = "import torch", "--help", "grade, one hand-in", "the same, kept warm"
REHEARSE, CHANGED, RELEASE = "rehearse --quick, unchanged", "the same, one wrong answer changed", "release, unchanged"
AT_MOST: dict[str, str] = {
    HELP: "0.3 s",
    COLD: "1.8× the import",
    WARM: "1 s",
    REHEARSE: "2 s",
    CHANGED: "5 s",
    RELEASE: "1 s",
}
SMALL = "vectorization"  # what is rehearsed
MINUTES = "5"


class Waits:
    """The commands that are timed, in a course of their own."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._ours = Ours(root, folder, seconds_per_case=10.0)
        self._course, self._folder = self._ours.course, folder
        for name in (SMALL, "_shared"):
            shutil.copytree(root / "assignments" / name, self._course / "assignments" / name)
        students = handins.ordinary(root)[:1]
        self._zip = next(handins.write_zips(students, root, folder / "one").iterdir())
        self._rounds = 0

    def prepare(self) -> None:
        """Do once what isn't timed: a first rehearsal, a first release, a first process that stays."""
        for command in (["rehearse", SMALL, "--quick"], ["release", SMALL]):
            self._run(*command, good=(0, 1))
        self._warm()

    def of(self, what: str) -> float:
        """Return the seconds of one of them."""
        self._rounds += what is CHANGED
        actions: dict[str, Callable[[], float]] = {
            IMPORT: lambda: self._timed([sys.executable, "-c", "import torch"]),
            HELP: lambda: self._run("--help"),
            COLD: self._cold,
            WARM: self._warm,
            REHEARSE: lambda: self._run("rehearse", SMALL, "--quick", good=(0, 1)),
            CHANGED: self._changed,
            RELEASE: lambda: self._run("release", SMALL),
        }
        return actions[what]()

    def end(self) -> None:
        """Let the process that stayed go."""
        self._grade("--keep-warm", "0")

    def _cold(self) -> float:
        shutil.rmtree(self._ours.results, ignore_errors=True)
        return self._grade()

    def _warm(self) -> float:
        shutil.rmtree(self._ours.results, ignore_errors=True)
        return self._grade("--keep-warm", MINUTES)

    def _grade(self, *options: str) -> float:
        return self._run("grade", handins.NAME, str(self._zip), "--fresh", "--workers", "1", *options)

    def _changed(self) -> float:
        """Change the code of one wrong answer, not what it does, and rehearse: it is asked, and those are marked again whose mistake it may be."""
        path = min((self._course / "assignments" / SMALL / "answers" / "wrong").glob("*.py"))
        before, returns, after = path.read_text(encoding="utf-8").rpartition("    return ")
        path.write_text(f"{before}    _ = {self._rounds}\n{returns}{after}", encoding="utf-8")
        return self._run("rehearse", SMALL, "--quick", good=(0, 1))

    def _run(self, *words: str, good: Sequence[int] = (0,)) -> float:
        root = [] if words[0] == "--help" else ["--root", str(self._course)]
        return self._timed([sys.executable, "-P", "-m", "autograder", *words, *root], good)

    def _timed(self, command: Sequence[str], good: Sequence[int] = (0,)) -> float:
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=self._folder, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"}
        )
        taken = time.perf_counter() - start
        if done.returncode not in good:
            raise CommandFailed(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr[-3000:]}")
        return taken


def measure(root: Path, folder: Path, rounds: int) -> Grid:
    """Time each of them in turns, so many rounds."""
    waits = Waits(root, folder)
    waits.prepare()
    taken: dict[str, list[float]] = {IMPORT: [], **{what: [] for what in AT_MOST}}
    for _ in range(rounds):
        for what, times_ in taken.items():
            times_.append(waits.of(what))
    waits.end()
    grid = Grid("Until something is there (wall clock)", ["command", "median", "beside the import", "at most"])
    one = statistics.median(taken[IMPORT])
    for what, found in taken.items():
        median = statistics.median(found)
        grid.rows.append([what, seconds(median), times(median / one), AT_MOST.get(what, "")])
    grid.notes.append(
        f"Medians of {rounds} rounds in turns. Graded is {handins.NAME}, with page, marks and gradebook; rehearsed is {SMALL}."
    )
    return grid
