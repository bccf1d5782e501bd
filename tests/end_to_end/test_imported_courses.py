"""Assignments of other tools, with all that their formats have, are imported, proved and graded by the commands as people type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import submissions
from autograder.authoring.answer_blocks import our_solutions
from benchmarks.foreign import ForeignAssignment
from benchmarks.foreign.loans import LIBRARY
from benchmarks.foreign.means import MEANS
from benchmarks.foreign.rainfall import RAINFALL
from tests.fixtures.commands import autograder

POINTS = {
    "rainfall": {
        "all right": 17,
        "right in another way": 17,
        "nothing": 0,
        "adds all towns": 12,
        "other variables": 15,
        "never runs over": 14,
        "any width": 16,
        "a copy is changed": 15,
        "seasons begin in January": 16,
        "adds by itself": 16,
    },
    "loans": {
        "all right": 12,
        "right in another way": 12,
        "nothing": 0,
        "a day too many": 9,
        "other choice": 11.5,
        "no such choice": 11,
        "fees for all": 11,
        "a list of fees": 10,
        "prints and gives nothing": 11,
        "draws without the seed": 11.5,
    },
    "means": {
        "all right": 4,
        "right in another way": 4,
        "nothing": 0,
        "whole numbers": 3,
        "no exception": 3,
        "empties its input": 3,
        "the first as the middle": 3.5,
    },
}
"""What nbgrader, and otter, give for these hand-ins too: python -m benchmarks --only same-points."""


def done(*arguments: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, and return what it printed."""
    ended = autograder(*arguments, cwd=cwd)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended.stdout


def handed_in(assignment: ForeignAssignment, root: Path, folder: Path) -> dict[str, str]:
    """Write a zip for each of the assignment's hand-ins; returns their names by the students' ids."""
    blank, own = submissions.released_notebook(assignment.name, root), our_solutions(assignment.name, root)
    folder.mkdir()
    names = {}
    for number, (name, changed) in enumerate(assignment.answers.items()):
        fields: dict[str, Any] = {"name": name, "student_id": f"s{number:02}", "option": 1, "group": ""}
        filled = submissions.fill(blank, {**own, **changed}, fields=fields)
        data = submissions.zip_of(filled, assignment=assignment.name, fields=fields)
        (folder / submissions.zip_name(fields, assignment.name)).write_bytes(data)
        names[str(fields["student_id"])] = name
    return names


@pytest.mark.parametrize("assignment", [RAINFALL, LIBRARY, MEANS], ids=lambda one: one.name)
def test_it_is_imported_proved_and_graded(assignment: ForeignAssignment, tmp_path: Path) -> None:
    name, root = assignment.name, tmp_path / "course"
    root.mkdir()
    source = assignment.write(tmp_path / "there")

    said = done("import", source.parent, "--as", name, "--json", cwd=root)
    proved = done("rehearse", name, "--quick", "--sample", "0", cwd=root)
    students = handed_in(assignment, root, tmp_path / "zips")
    done("grade", name, tmp_path / "zips", cwd=root)

    (imported,) = json.loads(said[said.index("[") :])
    assert {one["way"] for one in imported["tests"]} <= {"outside", "beside", "left out"}
    assert "ready to hand out" in proved
    for file in assignment.files:
        assert (root / "release" / name / "data" / file).is_file()
    records = [json.loads(path.read_bytes()) for path in (root / "results" / name / "records").glob("*.json")]
    earned = {
        students[one["student_id"]]: sum(
            check["points"] for question in one["questions"] for check in question.get("checks", ())
        )
        for one in records
    }
    assert earned == POINTS[name]
