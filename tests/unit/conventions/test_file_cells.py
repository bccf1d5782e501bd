"""A file is cut so that one function's mistake is that function's, whatever stands around it."""

from __future__ import annotations

import pytest

from autograder.conventions import file_cells, lines_of
from tests.fixtures.files import DOUBLE, KNN, OPS, QUESTIONS, TRIPLE


def cells(text: str) -> dict[str, str]:
    return {cell.grade_id or "around": cell.source for cell in file_cells.cut("ops.py", text, QUESTIONS)}


def test_each_definition_is_a_cell_with_its_line_and_the_rest_keeps_its_lines():
    made = file_cells.cut("ops.py", OPS, QUESTIONS)

    assert [(cell.id, cell.line, cell.file) for cell in made] == [
        ("ops.py", 1, "ops.py"),
        ("double_solution", 6, "ops.py"),
        ("triple_solution", 13, "ops.py"),
    ]
    assert made[1].source == DOUBLE
    assert made[2].source == TRIPLE
    around = lines_of(made[0].source)
    assert len(around) == len(lines_of(OPS))
    assert around[2] == "import math"
    assert not any(around[5:])


def test_questions_are_what_holds_a_block():
    text = KNN + "\n\ndef helper(x):\n    return x\n"

    assert file_cells.questions_in(text) == ("squared_distances", "nearest")


@pytest.mark.parametrize(
    "broken",
    [
        "    return (2 * x",  # a bracket that is never closed
        '    """never closed\n    return 2 * x',
        "return 2 * x",  # at the left edge
        "    return 2 * x\n  else:",
    ],
)
def test_a_function_that_python_cannot_read_leaves_the_others_whole(broken):
    text = OPS.replace("    raise NotImplementedError", broken, 1).replace(
        "    raise NotImplementedError", "    return 3 * x"
    )

    made = cells(text)

    assert broken in made["double_solution"]
    assert made["triple_solution"] == TRIPLE.replace("raise NotImplementedError", "return 3 * x")
    assert "import math" in made["around"]


def test_a_command_of_the_notebook_in_the_file_costs_no_function():
    made = cells("%matplotlib inline\n" + OPS)

    assert made["double_solution"] == DOUBLE
    assert made["around"].startswith("%matplotlib inline")


def test_decorators_and_marks_at_the_left_edge_go_with_their_function():
    text = OPS.replace("def double", "@staticmethod\ndef double").replace("    # END YOUR CODE", "# END YOUR CODE", 1)

    made = cells(text)

    assert made["double_solution"].startswith("@staticmethod\ndef double")
    assert made["double_solution"].endswith("# END YOUR CODE")


def test_comments_above_a_function_stand_around_it():
    made = cells(OPS.replace("def triple", "# three times\ndef triple"))

    assert "# three times" in made["around"]
    assert made["triple_solution"] == TRIPLE


def test_each_copy_of_a_definition_is_a_cell():
    again = OPS + "\n\n" + DOUBLE.replace("raise NotImplementedError", "return x + x")

    found = [cell for cell in file_cells.cut("ops.py", again, QUESTIONS) if cell.grade_id == "double_solution"]

    assert [("return x + x" in cell.source) for cell in found] == [False, True]


def test_lines_are_counted_as_python_does():
    text = OPS.replace('"""Two functions."""', '"""Two\x0c functions.\x85"""').replace("\n", "\r\n")

    made = file_cells.cut("ops.py", text, QUESTIONS)

    assert [cell.line for cell in made] == [1, 6, 13]


@pytest.mark.parametrize(
    "text", ["", "\0", "\ufeff", "def", "def (:", "@", "class\n" * 9, "def double(x)" * 30_000, "(" * 5_000]
)
def test_nothing_raises_whatever_the_text_is(text):
    assert file_cells.cut("ops.py", text, QUESTIONS)[0].file == "ops.py"


@pytest.mark.parametrize(
    "line",
    [
        "from each row to the next",
        "import of both:",
        "class of a point",
        "def of it",
        "@param x: a number",
        "if __name__ says so",
    ],
)
@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_docstring_s_line_at_the_left_edge_ends_no_definition_in_a_file_that_python_cannot_read(line, quotes):
    told = f"Return twice x.\n\n{line}\n    and so on."
    text = OPS.replace('"""Return twice x."""', f"{quotes}{told}{quotes}").replace(
        "    raise NotImplementedError", "    return (2 * x", 1
    )

    made = cells(text)

    assert "return (2 * x" in made["double_solution"] and line in made["double_solution"]
    assert made["triple_solution"] == TRIPLE
    assert set(made) == {"around", "double_solution", "triple_solution"}


@pytest.mark.parametrize("opened", ['"""Return twice x.', "'''", 'x = \'"""\' + """'])
def test_a_text_that_is_never_closed_costs_its_own_function_alone(opened):
    made = cells(OPS.replace('"""Return twice x."""', opened))

    assert opened in made["double_solution"]
    assert made["triple_solution"] == TRIPLE
