"""Tell whether this version gives the records, pages, marks and exports that another version gave, but for times.

    python -m autograder demo knn optimizers …          with the version before: makes demo/
    python -m tests.same_results BEFORE [NAME…]         with this one: grades BEFORE's hand-ins again, with its key, and compares

BEFORE is a demo's folder (handed-in/ and course/). Prints each difference and exits with 1 when there is one. What may differ: seconds, and a
record's `key`, which holds a hash of the assignment's files.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ("assignments", "source", "release", "nbgrader_config.py")
SEND_UNREAD = '\n[export]\nunread = "send"\n'  # nobody has read the demo's written answers
ADDED = (
    "exception",
    "handed_in_by",
)  # fields that records have since 0.2, empty where nothing was allowed and nobody is in a group
SYSTEMS = ("canvas", "moodle")


def main(before: Path, names: list[str]) -> int:
    """Grade, export and compare; returns the number of differences."""
    with tempfile.TemporaryDirectory(prefix="same-results-") as folder:
        course = Path(folder)
        for name in SHARED:
            (course / name).symlink_to(ROOT / name)
        (course / "course.toml").write_text(
            (ROOT / "course.toml").read_text(encoding="utf-8") + SEND_UNREAD, encoding="utf-8"
        )
        shutil.copy(before / "course" / ".course-key", course)
        found = 0
        for name in names or sorted(path.name for path in (before / "course" / "results").iterdir()):
            out = course / "results" / name
            received = before / "handed-in" / f"{name}-received.csv"
            _run(
                ["grade", name, str(before / "handed-in" / name), "--received", str(received), "--out", str(out)],
                course,
            )
            for system in SYSTEMS:
                _run(["export", name, "--to", system, "--out", str(out)], course)
            differences = list(compare(before / "course" / "results" / name, out))
            print(f"{name}: {len(differences)} differences", *differences, sep="\n  ")
            found += len(differences)
        differences = list(_gradebooks(before / "course" / "gradebook.db", course / "gradebook.db", names))
        print(f"gradebook: {len(differences)} differences", *differences, sep="\n  ")
    return found + len(differences)


def compare(before: Path, now: Path) -> Iterator[str]:
    """Name what differs between two results folders: files missing on a side, and the first line that isn't the same."""
    old, new = _files(before), _files(now)
    yield from (f"{path}: only before" for path in sorted(old.keys() - new.keys()))
    yield from (f"{path}: only now" for path in sorted(new.keys() - old.keys()))
    for path in sorted(old.keys() & new.keys()):
        if old[path] != new[path]:
            lines = difflib.unified_diff(old[path].splitlines(), new[path].splitlines(), n=0, lineterm="")
            first = [line[:400] for line in lines if not line.startswith(("---", "+++", "@@"))][:4]
            yield f"{path}: " + "\n      ".join(first)


def _files(folder: Path) -> dict[str, str]:
    """Read what people and other systems get, without times."""
    texts = {}
    for pattern in ("records/*.json", "feedback/*.html", "index.html", "marks.csv", "canvas.csv", "moodle.csv"):
        for path in folder.glob(pattern):
            text = re.sub(r">[\d.]+ s<", ">… s<", path.read_text(encoding="utf-8-sig"))
            text = re.sub(r"(<dt>Received</dt><dd>)[^<]*", r"\1…", text)  # since 0.2 as the course's clocks show it
            texts[str(path.relative_to(folder))] = _record(text) if path.suffix == ".json" else text
    return texts


def _record(text: str) -> str:
    record = json.loads(text)
    fields = {key: record[key] for key in record if key not in ("seconds", "key") and (key not in ADDED or record[key])}
    return json.dumps(fields, indent=1, ensure_ascii=False)


def _gradebooks(before: Path, now: Path, names: list[str]) -> Iterator[str]:
    """Compare the scores that nbgrader sees, cell by cell."""
    old, new = _scores(before), _scores(now)
    for key in sorted(old.keys() | new.keys()):
        if (not names or key[0] in names) and old.get(key) != new.get(key):
            yield f"{' '.join(key)}: {old.get(key)} before, {new.get(key)} now"


def _scores(path: Path) -> dict[tuple[str, ...], tuple[object, ...]]:
    query = """select assignment.name, submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score,
        grade.extra_credit, grade.needs_manual_grade from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join assignment on assignment.id = submitted_assignment.assignment_id"""
    with contextlib.closing(sqlite3.connect(path)) as database:
        return {tuple(row[:3]): tuple(row[3:]) for row in database.execute(query)}


def _run(words: list[str], course: Path) -> None:
    """Run a command of this version in the course; its own exit status 1 (a submission that isn't graded) is no failure here."""
    command = [sys.executable, "-m", "autograder", *words]
    done = subprocess.run(
        command, cwd=course, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]).resolve(), sys.argv[2:]) else 0)
