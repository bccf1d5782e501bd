"""Assignments of other tools, with all that their formats have, are imported, proved and graded by the commands as people type them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import submissions
from autograder.authoring.answer_blocks import our_solutions
from benchmarks import foreign
from benchmarks.foreign import ForeignAssignment
from benchmarks.foreign.dice import DICE
from benchmarks.foreign.letters import LETTERS
from benchmarks.foreign.loans import LIBRARY
from benchmarks.foreign.means import MEANS
from benchmarks.foreign.rainfall import RAINFALL
from benchmarks.foreign.weather import WEATHER
from benchmarks.same_points import hand_ins, points_of
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
    "letters": {
        "all right": 21,
        "right in another way": 21,
        "nothing": 0,
        "keeps the marks": 17,
        "a list of letters": 20,
        "notes twice": 17,
        "all pairs": 20,
        "places alone": 18,
        "a new dict": 17,
        "bars as they come": 17,
    },
    "dice": {
        "all right": 15,
        "right in another way": 15,
        "nothing": 0,
        "loaded as fair": 13,
        "equal to its number": 14,
        "a float": 12,
        "counts once": 13,
        "steps of nothing": 14,
        "other sums": 13,
        "one count for all": 13,
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
        "between the ends": 3,
        "another exception": 3,
        "text for a number": 3,
    },
    "weather": {
        "all right": 12,
        "right in another way": 12,
        "nothing": 0,
        "whole degrees": 9.5,
        "stops where there is no day": 9,
        "another generator": 11.5,
        "another order": 11.5,
        "sums for means": 10,
        "whole numbers": 11,
        "one number at a time": 11.5,
    },
}
"""What nbgrader, and otter, give for these hand-ins too: python -m benchmarks --only same-points.

But for one: otter gives a point to the `nothing` of means, whose function leaves its input as it was.
"""


def done(*arguments: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, and return what it printed."""
    ended = autograder(*arguments, cwd=cwd)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended.stdout


def scores(name: str, answers: Mapping[str, tuple[str, ...]], root: Path, folder: Path) -> list[dict[str, float]]:
    """Hand in a zip for each of these answers, with our own ones besides, and grade them; returns the points of each question."""
    blank, ours = submissions.released_notebook(name, root), our_solutions(name, root)
    folder.mkdir(parents=True)
    for number, (question, texts) in enumerate(answers.items()):
        fields: dict[str, Any] = {"name": "Kim", "student_id": f"s{number:02}", "option": 1, "group": ""}
        filled = submissions.fill(blank, ours | {question: texts}, fields=fields)
        data = submissions.zip_of(filled, assignment=name, fields=fields)
        (folder / submissions.zip_name(fields, name)).write_bytes(data)
    done("grade", name, folder, cwd=root)
    paths = [root / "results" / name / "records" / f"s{number:02}.json" for number in range(len(answers))]
    records = [json.loads(path.read_bytes()) for path in paths]
    return [{question["id"]: question["score"] for question in record["questions"]} for record in records]


def graded(assignment: ForeignAssignment, root: Path, folder: Path) -> dict[str, float]:
    """Hand in a zip for each hand-in and notebook, and grade them; returns the points of each hand-in, of all notebooks together."""
    earned = dict.fromkeys(assignment.answers, 0.0)
    for one in hand_ins(assignment, root).values():
        blank, place = submissions.released_notebook(one.name, root), folder / one.name
        place.mkdir(parents=True)
        names = {}
        for number, (name, texts) in enumerate(zip(assignment.answers, one.texts, strict=True)):
            fields: dict[str, Any] = {"name": name, "student_id": f"s{number:02}", "option": 1, "group": ""}
            data = submissions.zip_of(submissions.fill(blank, texts, fields=fields), assignment=one.name, fields=fields)
            (place / submissions.zip_name(fields, one.name)).write_bytes(data)
            names[str(fields["student_id"])] = name
        done("grade", one.name, place, cwd=root)
        for path in (root / "results" / one.name / "records").glob("*.json"):
            record = json.loads(path.read_bytes())
            earned[names[record["student_id"]]] += sum(points_of(record).values())
    return earned


@pytest.mark.parametrize("assignment", [RAINFALL, LETTERS, DICE, LIBRARY, MEANS, WEATHER], ids=lambda one: one.name)
def test_it_is_imported_proved_and_graded(assignment: ForeignAssignment, tmp_path: Path) -> None:
    root, names = tmp_path / "course", assignment.imported_as
    root.mkdir()
    source = assignment.write(tmp_path / "there")

    said = done("import", source.parent, "--as", assignment.name, "--json", cwd=root)
    proved = done("rehearse", *names.values(), "--quick", "--sample", "0", cwd=root)
    earned = graded(assignment, root, tmp_path / "zips")

    imported = json.loads(said[said.index("[") :])
    assert {one["assignment"] for one in imported} == set(names.values())
    assert {test["way"] for one in imported for test in one["tests"]} <= {"outside", "beside", "left out"}
    assert proved.count("ready to hand out") == len(names)
    for file in assignment.files:
        place = Path("data", file.removeprefix("data/"))
        assert [name for name in names.values() if (root / "release" / name / place).is_file()] != []
    assert not [file for file in assignment.tools_own if [*root.rglob(Path(file).name)]]
    assert earned == POINTS[assignment.name]


BUILT = [
    foreign.solution("f_cell", "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"),
    foreign.test("f_test", 1, "assert f(1) == 2"),
    foreign.solution("g_cell", "def g(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
    foreign.test("g_of_f", 2, "assert g(f(1)) == 4"),
    foreign.solution("h_cell", "def h(x):\n    ### BEGIN SOLUTION\n    return f(x) - 1\n    ### END SOLUTION"),
    foreign.test("h_beside", 4, "assert h(3) == 3 and h.__name__ == 'h'"),
    foreign.solution("total", "### BEGIN SOLUTION\ntotal = f(2) + 1\n### END SOLUTION"),
    foreign.test("total_test", 8, "assert total == 4"),
    foreign.test("f_again", 16, "assert f(7) == 8"),
]


@pytest.mark.parametrize("words", [("--once",), ()], ids=["once", "as there"])
def test_a_mistake_costs_what_builds_on_it_only_where_the_import_says_so(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    root, source = tmp_path / "course", foreign.write(tmp_path / "built.ipynb", BUILT)
    root.mkdir()
    done("import", source, "--as", "built", *words, cwd=root)
    proved = done("rehearse", "built", "--quick", "--sample", "0", cwd=root)

    wrong_f, wrong_g = scores("built", {"f": ("return x + 2",), "g": ("return 3 * x",)}, root, tmp_path / "zips")

    assert "ready to hand out" in proved
    assert wrong_f == {"f": 0, **({"g": 2, "h": 4, "total_cell": 8} if words else {"g": 0, "h": 0, "total_cell": 0})}
    assert wrong_g == {"f": 17, "g": 0, "h": 4, "total_cell": 8}
