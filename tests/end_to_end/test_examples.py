"""The assignments of examples/ are proved as they are, and each is as short as it says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.authoring import rehearse
from benchmarks import author_lines

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("assignments/*/assignment.toml"))

pytestmark = pytest.mark.usefixtures("shared_ancestor")


@pytest.mark.parametrize("name", NAMES)
def test_an_example_rehearses(name: str, tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    shutil.copytree(EXAMPLES / "assignments" / name, tmp_path / "assignments" / name)

    report = rehearse.rehearse(name, tmp_path, quick=True)

    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good


@pytest.mark.parametrize("name", NAMES)
def test_an_author_writes_hardly_more_than_for_nbgrader(name: str) -> None:
    lines = author_lines.count(name)
    assert lines["notebook.py"] < 60
    assert lines["this kit"] <= 1.1 * lines["nbgrader"]
    assert lines["this kit"] < lines["otter"]
