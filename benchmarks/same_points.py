"""Ten hand-ins of one imported assignment, graded by nbgrader and by this kit: the points of each test side by side, and the time of each.

    python -m benchmarks.same_points SOURCE.ipynb FOLDER

SOURCE is a notebook of nbgrader's whose answers `ANSWERS` replaces: tests/fixtures/foreign_notebooks.py writes it. FOLDER is made, with both courses.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assemble import blocks
from autograder.authoring import compile, importing, release, submissions
from autograder.authoring.answer_blocks import our_solutions, templates
from autograder.authoring.importing.ways import Test, Way
from autograder.authoring.notebook_file import as_bytes, read_notebook
from autograder.course import assignment
from autograder.course.secret import seed_for
from autograder.dispatch import scheduler
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Job, RunSetup
from autograder.model import Record, SubmittedFile
from autograder.results.folder import Folder

NAME = "statistics"
Blocks = Mapping[str, tuple[str, ...]]

ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "all right": {},
    "right in another way": {
        "mean": ("if len(x) == 0:\n    raise ValueError\nreturn np.mean(x)",),
        "Tally": (
            "self.counts = dict()",
            "self.counts.setdefault(word, 0)\nself.counts[word] += 1\nreturn self.counts[word]",
        ),
    },
    "nothing": dict.fromkeys(["mean", "answers", "whole_cell", "report"], ("raise NotImplementedError",))
    | {"centred_cell": ("raise NotImplementedError",) * 2, "Tally": ("raise NotImplementedError",) * 2},
    "whole numbers": {"mean": ("return sum(x) // len(x)",)},
    "no exception": {"mean": ("return sum(x) / max(1, len(x))",)},
    "other variables": {"answers": ("count = 5\nword = 'MEDIAN'",)},
    "sorts in place": {"whole_cell": ("def middle(x):\n    x.sort()\n    return x[len(x) // 2]",)},
    "counts from nought": {
        "Tally": ("self.counts = {}", "self.counts[word] = self.counts.get(word, -1) + 1\nreturn self.counts[word]")
    },
    "does without mean": {"report": ("return f'mean {sum(x) / len(x):g}'",)},
    "centres in place": {
        "centred_cell": ("x -= np.mean(x)\nreturn x", "return float(np.sqrt(np.mean(centred(x) ** 2)))")
    },
}


def main(source: Path, folder: Path) -> int:
    """Grade the ten both ways, and print a table; returns how many points differ."""
    root = folder / "kit"
    (root / "assignments").mkdir(parents=True)
    (root / "course.toml").write_text('name = "Imported"\nversions = 1\n', encoding="utf-8")
    imported = importing.take_along(source, NAME, root)[0]
    compile.build(NAME, root)
    release.release(NAME, root)
    tests = [one for one in imported.tests if one.way is not Way.LEFT_OUT]
    texts = {answer: dict(our_solutions(NAME, root)) | changed for answer, changed in ANSWERS.items()}
    start = time.monotonic()
    ours = _ours(root, texts)
    between = time.monotonic()
    theirs = _theirs(source, folder / "nbgrader", root, texts)
    seconds = between - start, time.monotonic() - between
    return _table(tests, ours, theirs, seconds)


def _ours(root: Path, texts: Mapping[str, Blocks]) -> list[dict[str, float]]:
    loaded = assignment.load(NAME, root)
    setup = RunSetup(str(root), NAME, seed_for(b"same points", loaded), "cpu", 1)
    blank, found = submissions.released_notebook(NAME, root), {}
    jobs = []
    for number, given in enumerate(texts.values()):
        fields = {"name": "Somebody", "student_id": f"s{number}", "option": 1, "group": ""}
        data = submissions.zip_of(submissions.fill(blank, given, fields=fields), assignment=NAME, fields=fields)
        jobs.append(Job(number, SubmittedFile(data, submissions.zip_name(fields, NAME), f"s{number}"), version=0))

    def done(one: scheduler.Done) -> None:
        found[one.job.number] = _points(one.record)

    with LocalPool([setup], job_timeout(loaded)) as pool:
        scheduler.work(jobs, pool, Folder(root / "results" / NAME), loaded, done=done)
    return [found[number] for number in range(len(jobs))]


def _points(record: Record) -> dict[str, float]:
    if record.reason:
        raise RuntimeError(record.reason)
    return {check.name: check.points for question in record.questions for check in question.checks}


def _theirs(source: Path, course: Path, root: Path, texts: Mapping[str, Blocks]) -> list[dict[str, float]]:
    """Release, hand in and autograde in a course of nbgrader's."""
    (course / "source" / "ps").mkdir(parents=True)
    shutil.copy(source, course / "source" / "ps" / source.name)
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.ExecutePreprocessor.timeout = 60\n", encoding="utf-8"
    )
    _nbgrader(course, "generate_assignment", "ps")
    released = read_notebook(course / "release" / "ps" / source.name)
    cells = templates(NAME, root)
    names = _solution_ids(released)
    for number, given in enumerate(texts.values()):
        filled: dict[str, Any] = {**released, "cells": [dict(cell) for cell in released["cells"]]}
        written = [blocks.fill(cells[question], list(text)) for question, text in given.items()]
        for at, text in zip(names, written, strict=True):
            filled["cells"][at]["source"] = text
        place = course / "submitted" / f"s{number}" / "ps" / source.name
        place.parent.mkdir(parents=True)
        place.write_bytes(as_bytes(filled))
    _nbgrader(course, "autograde", "ps")
    return [_graded(course, f"s{number}", source.stem) for number in range(len(texts))]


def _solution_ids(notebook: Mapping[str, Any]) -> list[int]:
    """Give the places of the cells that students write code in and tests grade."""
    graders = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    return [at for at, one in enumerate(graders) if one.get("solution") and not one.get("grade")]


def _graded(course: Path, student: str, notebook: str) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        found = book.find_submission_notebook(notebook, "ps", student)
        return {grade.name: float(grade.auto_score or 0) for grade in found.grades}


def _nbgrader(course: Path, *words: str) -> None:
    env = {**os.environ, "JUPYTER_PLATFORM_DIRS": "1"}
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *words, "--force"], cwd=course, env=env, check=True, capture_output=True
    )


def _table(
    tests: list[Test], ours: list[dict[str, float]], theirs: list[dict[str, float]], seconds: tuple[float, float]
) -> int:
    print("| hand-in | nbgrader | this kit | tests that differ |\n|---|---|---|---|")
    differing = 0
    for answer, mine, other in zip(ANSWERS, ours, theirs, strict=True):
        differ = [test.name for test in tests if mine[test.name] != other[test.name]]
        differing += len(differ)
        sums = [sum(points[test.name] for test in tests) for points in (other, mine)]
        print(f"| {answer} | {sums[0]:g} | {sums[1]:g} | {', '.join(differ) or '–'} |")
    print(f"\n{len(ours)} hand-ins, {len(tests)} tests: nbgrader {seconds[1]:.1f} s, this kit {seconds[0]:.1f} s")
    return differing


if __name__ == "__main__":
    raise SystemExit(1 if main(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
