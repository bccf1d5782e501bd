"""Whose processor time the first mark takes, where nothing is warm: the command's, and that of each process below it.

Comes in: the course's root, an empty folder. Goes out: a table that adds up to what the whole command took. All processes are looked at a
hundred times a second while it runs; what a process took after the last look at it stands in a row of its own.
"""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks import handins, processes
from benchmarks.grid import Grid, seconds
from benchmarks.ours import Ours

LOOK = 0.01  # seconds between two looks
COMMAND, ANCESTOR, SERVER, WORKER, STUDENT = (
    "the command",
    "the ancestor",
    "the sandbox's server",
    "the worker",
    "the student's process",
)
DOES = {
    COMMAND: "finds the file, waits, writes record, page, marks and gradebook",
    ANCESTOR: "imports torch and NumPy, then forks server and worker",
    SERVER: "imports what plots, tries the walls, lays tripwires, forks the student's process",
    WORKER: "reads assignment and checks, draws inputs, asks our reference, reads the hand-in, judges, makes the page",
    STUDENT: "is confined, loads the notebook, answers",
}


class Family:
    """What each process of a command has taken so far, by what it is."""

    def __init__(self) -> None:
        self._taken: dict[int, tuple[str, float]] = {}  # pid → what it is, seconds

    def follow(self, command: int) -> None:
        """Look again and again until the command has ended."""
        while self._look(command):
            time.sleep(LOOK)

    def seconds_of(self, role: str) -> float:
        """Return the seconds of all processes of a kind."""
        return sum(taken for own, taken in self._taken.values() if own == role)

    def _look(self, command: int) -> bool:
        alive = False
        for one in sorted(processes.below(command), key=lambda one: (one.started, one.pid)):
            role = COMMAND if one.pid == command else self._role(one)
            self._taken[one.pid] = (role, one.own)
            alive |= one.pid == command and bool(one.command)  # a process that has ended has no words any more
        return alive

    def _role(self, one: processes.Seen) -> str:
        """Tell what a process is by its parent: the ancestor is the command's, and forks the server first."""
        if one.pid in self._taken:
            return self._taken[one.pid][0]
        parent = self._taken.get(one.parent, (COMMAND, 0.0))[0]
        if parent == ANCESTOR:
            return WORKER if any(role == SERVER for role, _ in self._taken.values()) else SERVER
        return {COMMAND: ANCESTOR, SERVER: STUDENT}.get(parent, parent)


def measure(root: Path, folder: Path, rounds: int) -> Grid:
    """Grade one hand-in so many times, nothing warm, and show the run in the middle."""
    ours = Ours(root, folder, seconds_per_case=10.0)
    one = handins.write_zips(handins.ordinary(root)[:1], root, folder / "one")
    runs = []
    for _ in range(rounds):
        family = Family()
        runs.append((ours.grade(one, watch=family.follow).cpu, family))
    whole, family = sorted(runs, key=lambda run: run[0])[rounds // 2]
    grid = Grid("Whose processor time the first mark takes, nothing warm", ["process", "processor time"])
    for role, does in DOES.items():
        grid.rows.append([f"{role}: {does}", seconds(family.seconds_of(role))])
    rest = whole - sum(map(family.seconds_of, DOES))
    grid.rows.append(["after the last looks, and what came and went between two", seconds(rest)])
    grid.rows.append(["all", seconds(whole)])
    grid.notes.append(
        f"The middle one of {rounds} runs of one hand-in of {handins.NAME}. `import torch` alone is most of the ancestor's."
    )
    return grid
