"""The comparison with other tools names each test that differs, and the driver inside otter's environment tells each test's points."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.notebook_file import read_notebook
from benchmarks import same_points
from benchmarks.foreign import ForeignAssignment, cell, graders, question, raw, write
from benchmarks.foreign.graders import Graded
from benchmarks.usage import CommandFailed, Usage

ROOT = Path(__file__).resolve().parents[3]
TESTS = [
    {"test": "a", "points": 2, "way": "outside"},
    {"test": "b", "points": 1, "way": "beside"},
    {"test": "c", "points": 4, "way": "left out"},
]
TWO = ForeignAssignment("two", "nbgrader", [cell("code", "x = 1")], {"right": {}, "wrong": {}}, more={"next": []})


def test_a_test_that_differs_is_named_and_one_that_was_left_out_counts_nowhere() -> None:
    ours = Graded([{"a": 2.0, "b": 1.0}, {"a": 0.0, "b": 1.0}], 3.0)
    theirs = Graded([{"a": 2.0, "b": 1.0, "c": 4.0}, {"a": 2.0, "b": 1.0, "c": 0.0}], 8.0)

    grid = same_points.table(TWO, TESTS, ours, theirs)

    assert grid.rows == [["right", "3", "3", same_points.SAME], ["wrong", "3", "1", "a"]]
    assert "nbgrader, of 3" in grid.head
    assert [note for note in grid.notes if "c (4)" in note] and [
        note for note in grid.notes if note.endswith("code: b.")
    ]


def test_hand_ins_are_spread_over_the_notebooks_of_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"two_two": {"f": ("return 1",)}, "two_next": {"g": ("return 2", "return 3")}}
    monkeypatch.setattr(same_points, "our_solutions", lambda name, _root: own[name])
    block = "    # BEGIN YOUR CODE\n    raise NotImplementedError\n    # END YOUR CODE\n"
    cells = {"two_two": {"f": f"def f():\n{block}"}, "two_next": {"g": f"def g():\n{block}    x = 1\n{block}"}}
    monkeypatch.setattr(same_points, "templates", lambda name, _root: cells[name])
    wrong = ForeignAssignment(
        "two", "nbgrader", [], {"right": {}, "wrong": {"g": ("return 8", "return 9")}}, more={"next": []}
    )

    made = same_points.hand_ins(wrong, Path())

    assert {stem: one.name for stem, one in made.items()} == {"two": "two_two", "next": "two_next"}
    assert made["two"].texts == [{"f": ("return 1",)}] * 2
    assert made["next"].texts[1] == {"g": ("return 8", "return 9")}
    assert "return 8" in made["next"].cells[1]["g"] and "return 9" in made["next"].cells[1]["g"]
    lost = ForeignAssignment("two", "nbgrader", [], {"wrong": {"h": ("1",)}}, more={"next": []})
    with pytest.raises(CommandFailed, match="'wrong' answers h, and there is no such question"):
        same_points.hand_ins(lost, Path())


def test_ten_hand_ins_are_compared_of_each_assignment() -> None:
    assert [len(one.answers) for one in same_points.ASSIGNMENTS] == [10] * 6
    assert [one.tool for one in same_points.ASSIGNMENTS].count("nbgrader") == 3


def test_a_hand_in_fills_the_cells_that_otter_left_open_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solution in several cells is one text here, and a cell outside of a question may be one that students write in."""
    source = write(
        tmp_path / "hw.ipynb",
        [
            cell("code", "x = 1"),
            cell("code", '""" # BEGIN PLUGIN\nplugin: p\n""" # END PLUGIN'),
            cell("code", "guess = 1 # SOLUTION"),
            *question("q1", cell("code", "a = 1 # SOLUTION"), cell("code", "b = 1 # SOLUTION")),
            raw("# BEGIN QUESTION\nname: q2"),
            raw("# BEGIN PROMPT"),
            cell("code", "# begin here"),
            raw("# END PROMPT"),
            raw("# BEGIN SOLUTION"),
            cell("code", "c = 1 # SOLUTION"),
            raw("# END SOLUTION"),
            raw("# END QUESTION"),
        ],
    )
    texts = [
        "import otter",
        "x = 1",
        "grader.run_plugin('p')",
        "guess = ...",
        "a = ...",
        "b = ...",
        "# begin here",
        "...",
    ]

    def as_otter(command: list[object], folder: Path, log: Path) -> Usage:
        if "assign" in command:
            write(tmp_path / "otter" / "dist" / "student" / "hw.ipynb", [cell("code", text) for text in texts])
            (tmp_path / "otter" / "dist" / "autograder").mkdir(parents=True)
            (tmp_path / "otter" / "dist" / "autograder" / "hw.zip").touch()
        else:
            log.write_text('{"s00": {"q1-1": 1.0}}')
        return Usage(1.0, 2.0, None, (), "")

    monkeypatch.setattr(graders, "measure", as_otter)

    graded = graders.by_otter(
        source, {"hw": [{"guess": "guess = 5", "q1": "a = 6\nb = 7", "q2": "c = 8"}]}, tmp_path / "otter"
    )

    handed_in = read_notebook(tmp_path / "otter" / "s00.ipynb")
    assert [one["source"] for one in handed_in["cells"]] == [
        *texts[:3],
        "guess = 5",
        "a = 6\nb = 7",
        "",
        "# begin here",
        "c = 8",
    ]
    assert graded.points == [{"q1-1": 1.0}]


OTTER = """
class TestCase:
    def __init__(self, points):
        self.points = points
class Result:
    def __init__(self, points, passed):
        self.test_case, self.passed = TestCase(points), passed
class File:
    def __init__(self, all_or_nothing, *each):
        self.test_case_results, self.all_or_nothing = [Result(*one) for one in each], all_or_nothing
        self.passed_all = all(one.passed for one in self.test_case_results)
class GradingResults:
    total, possible = 3.0, 4.0
    results = {"q1": File(False, (1, True), (2, False), (None, True)), "q2": File(True, (1, True), (1, False))}
"""
API = """
from otter.test_files import GradingResults
def grade_submission(path, autograder, quiet):
    assert autograder == "autograder.zip" and quiet
    if "dies" in path:
        raise SystemError("the kernel died")
    print("what a notebook prints")
    return GradingResults()
"""


@pytest.mark.parametrize(
    ("each", "told"),
    [
        ([], {"a": 0.75, "dies": None}),
        (["--each"], {"a": {"q1-1": 1.0, "q1-2": 0.0, "q1-3": 0.0, "q2-all": 0.0}, "dies": None}),
    ],
)
def test_the_driver_tells_points_as_otter_shares_them_out(each: list[str], told: object, tmp_path: Path) -> None:
    """otter has an environment of its own, so a package that answers as it does stands for it here."""
    (tmp_path / "otter").mkdir()
    for name, text in {"__init__": "", "test_files": OTTER, "api": API}.items():
        (tmp_path / "otter" / f"{name}.py").write_text(text)
    driver = ROOT / "benchmarks" / "otter_driver.py"

    done = subprocess.run(
        [sys.executable, "-P", str(driver), *each, "autograder.zip", "a.ipynb", "dies.ipynb"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout.strip().rpartition("\n")[2]) == told
    assert "the kernel died" in done.stderr
