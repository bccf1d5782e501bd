"""A class of real hand-ins, the command that grades it, the processes that a run starts, and what is saved of it.

Comes in: a folder, and how many hand in. Goes out: a course that can be graded; pids; records and marks as they are on disk, and each record
as it is saved. kills.py and faults.py disturb such runs.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from autograder.authoring import answer_blocks
from autograder.course import answers
from tests.fixtures import course as course_fixtures

ROOT = Path(__file__).resolve().parents[1]
NAME = "knn"
MODULE = (sys.executable, "-m", "autograder")


def grading(course: Path, *more: str, workers: int = 2) -> list[str]:
    """Return the command that instructors type."""
    return [*MODULE, "grade", NAME, "in", "--workers", str(workers), "--device", "cpu", *more]


def environment(**more: str) -> dict[str, str]:
    """Let the command find the package that is tested."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **more}


def typed(course: Path, command: Sequence[str], *, seconds: float = 500) -> subprocess.CompletedProcess[str]:
    """Run a command in the course to its end; raises TimeoutExpired."""
    return subprocess.run(
        command, cwd=course, env=environment(), capture_output=True, text=True, check=False, timeout=seconds
    )


def make_class(folder: Path, students: int) -> Path:
    """Make a course with hand-ins: right answers and mistakes by turns, and one damaged zip."""
    course = course_fixtures.make_course(folder)
    right, wrong = (read(ROOT / "assignments" / NAME) for read in (answers.right, answers.wrong))
    wrong = tuple(sorted(wrong, key=lambda answer: answer.name))  # a mistake of each question comes soon
    quick = [answer for answer in wrong if "forever" not in answer.name and "hang" not in answer.name]
    kinds = [answer for pair in zip(cycle(right), quick, strict=False) for answer in pair]
    for number, answer in enumerate(islice(cycle(kinds), students - 1)):
        blocks = answer_blocks.blocks_of(answer, NAME, ROOT)
        course_fixtures.hand_in(course / "in", f"2022{number:06d}", blocks=blocks)
    (course / "in" / f"2022999999-{NAME}.zip").write_bytes(b"PK\x03\x04 cut off")
    return course


# ---------------------------------------------------------------- processes


def below(pid: int, *, of_ancestor: bool = False) -> Iterator[tuple[int, str]]:
    """List the processes that a run has started: their pids, and whether each is a worker or a server.

    of_ancestor: this pid is the ancestor's. What it forked has its command line, so a server is told by its standard input, which is nothing.
    """
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                reads = Path(f"/proc/{child}/fd/0").readlink()
                has_begun = os.getsid(child) == child
            except OSError:
                continue
            if of_ancestor:
                if has_begun:
                    yield child, "server" if reads == Path(os.devnull) else "worker"
            elif b"autograder.dispatch.worker" in command:
                yield child, "worker"
            elif b"autograder.sandbox.server.main" in command:
                yield child, "server"
            yield from below(child, of_ancestor=not of_ancestor and b"autograder.sandbox.ancestor" in command)


def is_gone(pid: int) -> bool:
    """Say whether a process is over."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


# ---------------------------------------------------------------- what is saved


class Saved(threading.Thread):
    """Note every record that is put in its place, as the kernel tells of it."""

    MOVED_TO = 0x80

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        folder.mkdir(parents=True)
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_CLOEXEC)
        if self._events < 0 or libc.inotify_add_watch(self._events, os.fsencode(folder), self.MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), "inotify")
        self._folder = folder
        self._over = threading.Event()
        self.seen: list[tuple[str, str, float]] = []  # student, status, score
        self.start()

    def run(self) -> None:
        """Read events until it is over and no more come."""
        head = struct.Struct("iIII")
        events = select.poll()
        events.register(self._events, select.POLLIN)
        while events.poll(200) or not self._over.is_set():
            data = os.read(self._events, 1 << 16) if events.poll(0) else b""
            while data:
                length = head.unpack_from(data)[3]
                name = data[head.size : head.size + length].rstrip(b"\0").decode()
                data = data[head.size + length :]
                if name.endswith(".json"):
                    one = json.loads((self._folder / name).read_bytes())
                    self.seen.append((one["student_id"], one["status"], one["score"]))

    def finish(self) -> list[tuple[str, str, float]]:
        """Return what was seen, once everything must have been told."""
        self._over.set()
        self.join()
        os.close(self._events)
        return self.seen


def records(out: Path) -> dict[str, dict[str, Any]]:
    """Read a folder's records, without the seconds that they took."""
    found = {path.stem: json.loads(path.read_bytes()) for path in (out / "records").glob("*.json")}
    for one in found.values():
        one.pop("seconds")
    return found


def marks(course: Path) -> list[tuple[Any, ...]]:
    """Read what nbgrader's gradebook says of each student's cells."""
    query = """select s.student_id, c.name, g.auto_score, g.extra_credit, g.needs_manual_grade from grade g
        join submitted_notebook n on g.notebook_id = n.id join submitted_assignment s on n.assignment_id = s.id
        join base_cell c on g.cell_id = c.id order by 1, 2"""
    with sqlite3.connect(course / "gradebook.db") as database:
        return database.execute(query).fetchall()
