"""What every part of the kit agrees on: lines, markers, names of cells, rules and options."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given

from autograder import conventions
from autograder.assemble import blocks, comments
from autograder.authoring import release
from autograder.conventions import defined_names, has_marker, is_marker, lines_of
from autograder.model import Consequence, Finding, Severity
from tests.fixtures.small_assignment import small_assignment
from tests.fixtures.texts import TEXTS

MARKERS = ["# BEGIN YOUR CODE", "    #END  YOUR code", "### BEGIN SOLUTION", "## end solution", "# END OF YOUR CODE", "# BEGIN YOUR CODE (3 lines)"]  # fmt: skip
NO_MARKERS = ["x = 1  # BEGIN YOUR CODE", "# BEGIN YOUR CODES", "BEGIN YOUR CODE", "# begin\nyour code", "# now begin your code", "s = '# END YOUR CODE'"]  # fmt: skip


# ---------------------------------------------------------------- lines


def test_only_newlines_split_lines_as_in_python():
    assert lines_of("a\u2028b\x0bc\r\nd\re\x0cf\x1cg\x85h\n") == ["a\u2028b\x0bc", "d", "e\x0cf\x1cg\x85h", ""]


@given(TEXTS)
def test_a_line_of_a_syntax_tree_is_the_line_of_that_number(text):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = lines_of(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.lineno == node.end_lineno:
            assert lines[node.lineno - 1].encode()[node.col_offset : node.end_col_offset]


# ---------------------------------------------------------------- markers


@pytest.mark.parametrize("line", MARKERS)
def test_every_part_of_the_kit_takes_a_marker_for_one(line):
    assert is_marker(line)
    assert has_marker(f"x = 1\n{line}\ny = 2")
    assert comments.comments(line.strip()) == []
    assert blocks.fill("# BEGIN YOUR CODE\n# END YOUR CODE", [f"x = 1\n{line}"]).count("\n") == 2


@pytest.mark.parametrize("line", NO_MARKERS)
def test_no_part_of_the_kit_takes_anything_else_for_a_marker(line):
    assert not any(map(is_marker, lines_of(line)))
    assert not has_marker(line)


def test_the_stub_that_students_get_is_a_block_between_markers():
    assert blocks.inside(release.CODE_STUB) == (conventions.STUB,)


# ---------------------------------------------------------------- names


def test_a_solution_cell_and_its_question_name_each_other():
    assert conventions.question_of_cell(conventions.solution_cell("double")) == "double"
    assert conventions.is_solution_cell(conventions.solution_cell("double"))
    assert conventions.question_of_cell("double") == "double"
    assert not conventions.is_solution_cell("double")


def test_definitions_at_the_left_edge_are_the_cells():
    source = "async def f():\n    def inner(): (\nclass G:\n    def h(self): ...\ndef é(): ..."

    assert defined_names(source) == {"f", "G", "é"}


# ---------------------------------------------------------------- rules and options


def test_a_finding_has_the_consequence_that_the_assignment_gives_its_rule():
    assignment = small_assignment(consequences={"late": Consequence(Severity.WARNING, -3.0)})

    late = conventions.finding(assignment, "late", "Late.", cell="x")

    assert (late.severity, late.points, late.cell, late.message) == (Severity.WARNING, -3.0, "x", "Late.")


@pytest.mark.parametrize("rule", conventions.DEFAULTS)
def test_no_rule_costs_points_unless_the_assignment_says_so(rule):
    assert conventions.finding(small_assignment(), rule, "It is so.").points == 0.0


@pytest.mark.parametrize(
    ("value", "read"), [(2, 2), ("2", 2), (" 2 ", 2), (1, 1), ("", 1), (None, 1), (3, 1), ([2], 1)]
)
def test_whatever_is_no_option_2_is_own_work(value, read):
    assert conventions.option(value) == read


def test_findings_of_before_cost_what_the_assignment_says_today():
    before = (
        Finding("cell_added", Severity.WARNING, "cell 3", "A cell was added."),
        Finding("nameless", Severity.NOTE, "", "m", -1.0),
    )
    today = small_assignment(consequences={"cell_added": Consequence(Severity.VIOLATION, -2.0)})

    added, other = conventions.priced_today(before, today)

    assert (added.points, added.severity, added.message) == (-2.0, Severity.VIOLATION, "A cell was added.")
    assert other == before[1]


def test_what_the_last_cell_carries_of_its_release_is_told_from_its_code():
    cell = "import os\nRELEASE = {'assignment': 'x',\n 'cells': {'a': '1',\n           'b': '2'},\n 'version': 'abc'}\n\ndef hand_in():\n    return {1: 2}\n"

    assert conventions.without_release(cell) == "import os\n\ndef hand_in():\n    return {1: 2}\n"
    assert conventions.without_release("x = 1") == "x = 1"


def test_questions_under_one_heading_are_told_apart():
    cells = [
        ("# Course\n## 1. Start", ""),
        ("", "first"),
        ("## 2. Training", ""),
        ("", "train"),
        ("no heading", ""),
        ("", "predict"),
    ]

    assert conventions.titles(cells) == {
        "first": "1. Start",
        "train": "2. Training: train",
        "predict": "2. Training: predict",
    }
    assert conventions.titles([("", "one"), ("", "other")]) == {"one": "", "other": ""}


def test_a_notebook_s_own_title_is_no_question_s():
    below = [("# HW1: Means", ""), ("", "mean"), ("**Why?**", ""), ("", "why")]

    assert conventions.titles(below) == {"mean": "", "why": ""}
    assert conventions.titles([*below, ("## Variance", ""), ("", "var")])["var"] == "Variance"
    assert conventions.titles([("# Exercise 1", ""), ("", "a"), ("# Exercise 2", ""), ("", "b")]) == {
        "a": "Exercise 1",
        "b": "Exercise 2",
    }
