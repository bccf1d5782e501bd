"""How long whoever marks waits: until a large class's first page is there, and from one answer to the next.

Comes in: how many students. Goes out: a table of milliseconds, each beside what nobody can do without: reading the class's records, and one
commit of the database that must be safe before the next answer is shown. The ratios are what to compare between machines; the desk is asked as a
browser asks, over a socket, so that its threads and its forms are in.
"""

from __future__ import annotations

import os
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from autograder.results import record
from benchmarks.grid import Grid
from tests.fixtures.desk import PATH, RUBRIC, class_of

ANSWERS = 60
FIRST_PAGE, NEXT = 1000.0, 100.0  # milliseconds that are wanted


def measure(root: Path, folder: Path, students: int) -> Grid:
    """Make a class, open its desk, and mark answers."""
    texts = {f"2022{number:06}": f"Answer {number}: the order stays." for number in range(students)}
    course = class_of(folder / f"class-{students}", texts, rubric=RUBRIC)
    reading = _timed(lambda: record.load_all(course / "results" / "knn"))
    commit = statistics.median(_timed(lambda: _commit(folder / "commit.db")) for _ in range(20))
    command = [sys.executable, "-m", "autograder", "desk", "knn", "--root", str(course), "--port", "0"]
    desk = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    try:
        assert desk.stdout
        address = [desk.stdout.readline() for _ in range(2)][1].strip()
        with httpx.Client(follow_redirects=True, timeout=60) as browser:
            base = "/".join(address.split("/")[:3])
            browser.get(address, follow_redirects=False)
            first = _timed(lambda: browser.get(f"{base}/"))
            again = _timed(lambda: browser.get(f"{base}/"))
            page = browser.get(f"{base}{PATH}/next")
            waits, begun = [], _computed(desk.pid)
            for _ in range(min(ANSWERS, students - 1)):
                start = time.perf_counter()
                page = browser.post(str(page.url), data=_form(page.text))
                waits.append(1000 * (time.perf_counter() - start))
            each = (_computed(desk.pid) - begun) / len(waits)
    finally:
        desk.kill()
        desk.wait()
    return table(students, reading, commit, first, again, waits, each)


def table(
    students: int, reading: float, commit: float, first: float, again: float, waits: list[float], each: float
) -> Grid:
    """Show what was waited for, and how many times as long it is as what it can't do without. each: what the desk computes at an answer; all in milliseconds."""
    grid = Grid(f"The desk, with {students:,} hand-ins", ["", "ms", "wanted", "times", "of"])
    middle, slow = statistics.median(waits), sorted(waits)[int(0.95 * len(waits))]
    for what, ms, wanted, least, of in (
        ("the first page, once opened", first, FIRST_PAGE, reading, "reading the records"),
        ("the first page again", again, FIRST_PAGE, reading, "reading the records"),
        ("the next answer, median", middle, NEXT, commit, "a commit"),
        ("the next answer, 95 of 100", slow, NEXT, commit, "a commit"),
    ):
        grid.rows.append([what, f"{ms:.0f}", f"{wanted:.0f}", f"{ms / least:.1f}", of])
    grid.rows.append(["of which the desk computes", f"{each:.0f}", "", "", ""])
    grid.notes.append(f"Reading the records took {reading:.0f} ms, a commit of SQLite {commit:.1f} ms.")
    return grid


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _computed(process: int) -> float:
    """Give the processor time of a process until now, in milliseconds; what other jobs do on the machine is in it least of all."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return 1000 * sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _commit(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS one (x)")
        connection.execute("INSERT INTO one VALUES (1)")
    connection.close()


def _form(text: str) -> dict[str, list[str]]:
    """Give the page's form, with a criterion ticked."""
    form = text.split("data-mark autocomplete")[1].split("</form>", maxsplit=1)[0]
    fields: dict[str, list[str]] = {"criterion-1": ["all"]}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    return fields
