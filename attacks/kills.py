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
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attacks import class_run
from attacks.class_run import NAME, Saved, below, environment, grading, is_gone, make_class, marks, records

STATUSES = {0, 1, 3, -signal.SIGKILL}  # done, something not graded, no process could start, killed by us
SOONEST, LATEST = 0.2, 6.0  # seconds from a run's begin, or from one kill, to the next
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


# ---------------------------------------------------------------- rounds


def disturb(kills: int, *, students: int = 60, seed: int | None = None) -> Tally:
    """Grade a class undisturbed, then in rounds until so many processes were killed, at moments of a run as long as the first was."""
    seed = random.randrange(2**32) if seed is None else seed
    rng, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)
        folder = Path(scratch) / "course"
        folder.mkdir()
        course = make_class(folder, students)
        begun = time.monotonic()
        done = class_run.typed(course, grading(course))
        pause = (SOONEST, max(2 * SOONEST, min(LATEST, time.monotonic() - begun)))
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
    while left := [pid for pid in started if not is_gone(pid)]:
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
