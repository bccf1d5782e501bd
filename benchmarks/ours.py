"""Grade a class as an instructor does: the real command, everything on, in a course of its own.

On: the highest sandbox level that the machine gives, integrity checks, growth checks, feedback pages, the assignment's page, marks.csv,
and nbgrader's gradebook with autograded/. The course shares this one's assignments, but for kNN's limit on a case, which the benchmark
sets for all tools alike.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.handins import NAME
from benchmarks.usage import CommandFailed, Usage, measure

SHARED = ("source", "release", "course.toml", "nbgrader_config.py")


class Ours:
    """The command `autograder grade` in a fresh course."""

    name = "ours"

    def __init__(self, root: Path, folder: Path, *, seconds_per_case: float) -> None:
        self.root = root
        self.course = folder / "course"
        self._runs = 0
        (self.course / "assignments").mkdir(parents=True)
        shutil.copytree(root / "assignments" / NAME, self.course / "assignments" / NAME)
        for shared in SHARED:
            (self.course / shared).symlink_to(root / shared)
        settings = self.course / "assignments" / NAME / "assignment.toml"
        text, count = re.subn(
            r"(?m)^seconds_per_case = .*$", f"seconds_per_case = {seconds_per_case:g}", settings.read_text("utf-8")
        )
        if count != 1:
            raise CommandFailed(f"{settings} has no single seconds_per_case")
        settings.write_text(text, encoding="utf-8")

    def grade(self, handed_in: Path, *, workers: int = 1, watch: Callable[[int], None] | None = None) -> Usage:
        """Grade a folder of zips into results and a gradebook that were empty before."""
        self._runs += 1
        shutil.rmtree(self.results, ignore_errors=True)
        shutil.rmtree(self.course / "autograded", ignore_errors=True)
        (self.course / "gradebook.db").unlink(missing_ok=True)
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "autograder",
            "grade",
            NAME,
            handed_in,
            "--root",
            self.course,
            "--fresh",
        ]
        command += ["--workers", str(workers), "--json"]
        return measure(command, folder=self.root, log=self.course / "log", watch=watch)

    @property
    def results(self) -> Path:
        """Where records, pages and marks lie after a run."""
        return self.course / "results" / NAME

    def scores(self) -> dict[str, float]:
        """Return each student's share of the points, from the last run's records."""
        return {one["student_id"]: one["score"] / one["max_score"] for one in self.records()}

    def records(self) -> list[dict[str, Any]]:
        """Read the last run's records."""
        return [json.loads(path.read_bytes()) for path in sorted((self.results / "records").glob("*.json"))]
