"""After `grade`, formgrader's Autograde button works: what it calls, `nbgrader autograde`, finds the hand-in and gives the same score."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.authoring import submissions
from autograder.results import record
from tests.fixtures.authoring import write_released_course
from tests.fixtures.commands import autograder
from tests.fixtures.course import ROOT


def nbgrader(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run nbgrader as a program of this environment."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_button_grades_what_grade_laid_there(tmp_path):
    course = write_released_course(tmp_path / "course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    fields = {"name": "Kim Ada", "student_id": "2022123456", "option": 1, "group": ""}
    blank = submissions.released_notebook("tiny", course)
    right = submissions.fill(blank, {"square": ("    return x * x",)}, fields=fields, written={})
    zipped = tmp_path / "2022123456-tiny.zip"
    zipped.write_bytes(submissions.zip_of(right, assignment="tiny", fields=fields))
    graded = autograder("grade", "tiny", zipped, cwd=course)
    assert graded.returncode == 0, graded.stdout + graded.stderr
    before = record.load_all(course / "results/tiny")[0]

    button = nbgrader("autograde", "tiny", "--student", "2022123456", "--force", cwd=course)

    assert button.returncode == 0, button.stdout + button.stderr
    after = record.load_all(course / "results/tiny")[0]
    assert json.loads((course / "submitted/2022123456/tiny/manifest.json").read_bytes())
    assert 0 < before.score == after.score
    assert [one.rule for one in before.findings] == [one.rule for one in after.findings]
