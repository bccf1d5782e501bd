"""Kill grading processes, sandboxes' servers and whole runs at random moments, and look whether a class's records show it.

    python -m attacks.kills --kills 50

A class of real hand-ins (right answers and mistakes of knn) is graded undisturbed. Then it is graded in rounds, each into an empty folder,
by the command that instructors type, while kill -9 strikes; after a run was killed or stopped, the same command is given again until it
says that the work is done. Of each round must hold:

- no record is lost, and each is what it was in the undisturbed run, but for the seconds it took; marks.csv is the same file;
- nothing is graded twice: a record that is saved as graded or rejected is saved once. The kernel counts (inotify tells of every file that
  is moved to its place); a hand-in whose process was killed before its record was on disk had not been graded, so it is graded again;
- nobody has another score at any moment: each record is read as it is saved; not graded is no score;
- the gradebook holds the same marks; every exit status is a documented one; no process and no half-written file is left behind.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from autograder.authoring import answer_blocks
from autograder.course import answers
from tests.fixtures import course as course_fixtures

ROOT = Path(__file__).resolve().parents[1]
NAME = "knn"
STATUSES = {0, 1, 3, -signal.SIGKILL}  # done, something not graded, no process could start, killed by us
MOST_RUNS = 40  # of one command in a round
VICTIMS = ("worker", "worker", "server", "server", "driver")


@dataclass
class Tally:
    """What the rounds came to."""

    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    runs: int = 0
    handed_in: int = 0
    faults: list[str] = field(default_factory=list)


def grading(course: Path, *more: str, workers: int = 2) -> list[str]:
    """Return the command that instructors type."""
    return [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        NAME,
        "in",
        "--workers",
        str(workers),
        "--device",
        "cpu",
        *more,
    ]


def environment(**more: str) -> dict[str, str]:
    """Let the command find the package that is tested."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **more}


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


def below(pid: int) -> Iterator[tuple[int, str]]:
    """List the processes that a run has started: their pids, and whether each is a worker or a server."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes()
            except OSError:
                continue
            if b"autograder.dispatch.worker" in command:
                yield child, "worker"
            elif b"autograder.sandbox.server.main" in command:
                yield child, "server"
            yield from below(child)


def strike(run: subprocess.Popen[bytes], rng: random.Random) -> str | None:
    """Kill one of a run's processes; tell of what kind it was."""
    found = {"driver": [run.pid]}
    for pid, kind in below(run.pid):
        found.setdefault(kind, []).append(pid)
    kind = rng.choice(VICTIMS)
    if kind not in found or run.poll() is not None:
        return None
    try:
        os.kill(rng.choice(found[kind]), signal.SIGKILL)
    except ProcessLookupError:
        return None
    return kind


def _is_gone(pid: int) -> bool:
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


# ---------------------------------------------------------------- rounds


def disturb(
    kills: int, *, students: int = 60, seed: int | None = None, pause: tuple[float, float] = (0.2, 6.0)
) -> Tally:
    """Grade a class undisturbed, then in rounds until so many processes were killed."""
    seed = random.randrange(2**32) if seed is None else seed
    rng, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)
        folder = Path(scratch) / "course"
        folder.mkdir()
        course = make_class(folder, students)
        done = subprocess.run(
            grading(course), cwd=course, env=environment(), capture_output=True, text=True, check=False
        )
        quiet = course / "results" / NAME
        expected, written, entered = records(quiet), (quiet / "marks.csv").read_bytes(), marks(course)
        if done.returncode != 0 or len(expected) != students:
            raise RuntimeError(f"the undisturbed run ended with {done.returncode}: {done.stderr[-1000:]}")
        while sum(tally.kills.values()) < kills:
            tally.rounds += 1
            tally.handed_in += students
            (course / "gradebook.db").unlink()
            out = course / "results" / NAME
            shutil.rmtree(out)
            saved = Saved(out / "records")
            _round(course, out, kills, tally, rng, pause)
            faults = [
                *_differences(records(out), expected, saved.finish()),
                *(["marks.csv is another file"] if (out / "marks.csv").read_bytes() != written else []),
                *(["the gradebook holds other marks"] if marks(course) != entered else []),
                *(f"{path.name} was left half written" for path in out.rglob(".*.half")),
            ]
            tally.faults += [f"round {tally.rounds} (seed {seed}): {fault}" for fault in faults]
    return tally


def _round(course: Path, out: Path, kills: int, tally: Tally, rng: random.Random, pause: tuple[float, float]) -> None:
    """Give the command again and again until it says that the work is done."""
    started: set[int] = set()
    for _ in range(MOST_RUNS):
        tally.runs += 1
        with tempfile.TemporaryFile() as said:
            run = subprocess.Popen(
                grading(course, "--out", str(out)), cwd=course, env=environment(), stdout=said, stderr=said
            )
            while run.poll() is None:
                if sum(tally.kills.values()) < kills:
                    _wait(run, rng.uniform(*pause))
                    started |= {pid for pid, _ in below(run.pid)}
                    if kind := strike(run, rng):
                        tally.kills[kind] += 1
                else:
                    _wait(run, 1.0)
            said.seek(0)
            words = said.read().decode(errors="replace")
        if run.returncode not in STATUSES or "Traceback" in words:
            tally.faults.append(f"the command ended with {run.returncode}: {words[-1500:]}")
        if run.returncode == 0:
            break
    else:
        tally.faults.append(f"the work wasn't done after {MOST_RUNS} runs")
    end = time.monotonic() + 20
    while left := [pid for pid in started if not _is_gone(pid)]:
        if time.monotonic() > end:
            tally.faults.append(f"{len(left)} processes were left behind")
            break
        time.sleep(0.1)


def _wait(run: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _differences(
    found: dict[str, dict[str, Any]], expected: dict[str, dict[str, Any]], saved: Sequence[tuple[str, str, float]]
) -> Iterator[str]:
    if lost := sorted(set(expected) - set(found)):
        yield f"records lost: {', '.join(lost)}"
    for student in sorted(set(expected) & set(found)):
        if found[student] != expected[student]:
            yield f"{student}'s record is another: {found[student]['status']} {found[student]['score']}"
    times = Counter(student for student, status, _ in saved if status != "not_graded")
    for student in sorted(expected):
        if times[student] != 1:
            yield f"{student} was graded {times[student]} times"
    for student, status, score in saved:
        if status != "not_graded" and (status, score) != (expected[student]["status"], expected[student]["score"]):
            yield f"{student} was {status} with {score} for a while"


def rows(kills: int, **more: Any) -> Iterator[tuple[str, int, int]]:
    """Yield (what was killed, how often, what went wrong); the latter is told on standard error."""
    tally = disturb(kills, **more)
    for fault in tally.faults:
        sys.stderr.write(fault + "\n")
    for kind in ("worker", "server", "driver"):
        yield f"kill -9 of a {kind}", tally.kills[kind], 0
    yield (
        f"records of {tally.rounds} rounds, {tally.runs} runs: lost, doubled, changed",
        tally.handed_in,
        len(tally.faults),
    )


def main() -> int:
    """Kill as the arguments say; status 1 when something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, metavar="N")
    parser.add_argument("--students", type=int, default=60, metavar="N")
    parser.add_argument("--seed", type=int, help="default: another one each time")
    given = parser.parse_args()
    bad = 0
    for name, tried, faults in rows(given.kills, students=given.students, seed=given.seed):
        sys.stdout.write(f"{name:64} {tried:>5}, {faults} faults\n")
        bad += faults
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
