"""A block that uses what its student defined where nothing is graded knows where that is."""

from __future__ import annotations

import json

import pytest

from autograder import assemble
from autograder.assemble import expected_costs
from autograder.intake import ipynb
from autograder.model import Cell, HandedFile, Notebook, Submission
from tests.fixtures.assembled import DOUBLING, POSITION, block, changed, code, replace_in
from tests.fixtures.files import OPS, with_file
from tests.fixtures.notebooks import solved
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS


def left_out(body: str, around: str = "", *cells: Cell) -> tuple[tuple[str, str], ...]:
    """Return what double's block lacks, of ops.py with this text above its functions."""
    assignment = with_file()
    text = OPS.replace("raise NotImplementedError", body, 1).replace("import math\n", f"import math\n{around}")
    own = tuple(cell for cell in assignment.release.cells if not cell.file)
    files = (HandedFile("ops.py", "ops.py", "5", text),)
    submission = Submission("7", "doubling", Notebook((*own, *cells)), "", "7.zip", files=files)
    return assemble.assemble(submission, assignment).blocks[0].left_out


@pytest.mark.parametrize(
    ("around", "body"),
    [
        ("def twice(x):\n    return 2 * x\n", "return twice(x)"),
        ("from numpy import add as twice\n", "return twice(x, x)"),
        ("import twice.by\n", "return twice.by(x)"),
        ("twice = 2\n", "return twice * x"),
        ("try:\n    a, twice = 1, 2\nexcept ValueError:\n    pass\n", "return [twice * one for one in x]"),
        ("class twice:\n    pass\n", "return twice()"),
    ],
)
def test_whatever_stands_above_the_function_in_its_file_is_named_with_its_line(around, body):
    line = 5 if around.startswith("try") else 4

    assert left_out(body, around) == (("twice", f"ops.py, line {line}"),)


@pytest.mark.parametrize(
    "body",
    [
        "twice = 2\n    return twice * x",  # its own
        "def twice(x): return 2 * x\n    return twice(x)",
        "return (lambda twice: twice * x)(2)",
        "return math.floor(x)",  # what we give
        "return triple(x)",  # another question
        "return thrice(x)",  # nobody's
        "return (2 * x",  # doesn't compile
    ],
)
def test_what_the_block_has_or_nobody_defined_is_not(body):
    assert left_out(body, "def twice(x):\n    return 2 * x\n") == ()


def test_a_name_of_a_cell_beside_is_named_with_the_cell():
    beside = Cell("code", "if True:\n    rate = 2", id="mine")

    assert left_out("return rate * x", "", beside) == (("rate", "cell 5"),)


def test_in_a_notebook_a_helper_in_the_question_s_own_cell_isn_t_graded_either():
    def helper_above(cells):
        replace_in("double_solution", "return 2 * x", "return twice(x) + rate")(cells)
        cell = cells[POSITION["double_solution"]]
        cell["source"] = "def twice(x):\n    return 2 * x\n\n" + "".join(cell["source"])
        cells.append(code("rate = 2"))

    assert block(changed(helper_above), "double").left_out == (("rate", "cell 13"), ("twice", "cell 4"))


def test_another_name_of_a_parameter_is_named_with_its_cell():
    def renamed(cells):
        replace_in("double_solution", "return 2 * x", "return 2 * number")(cells)
        replace_in("double_solution", "def double(x)", "def double(number)")(cells)

    assert block(changed(renamed), "double").left_out == (("number", "cell 4"),)


def test_a_parameter_of_another_function_is_not():
    def elsewhere(cells):
        replace_in("double_solution", "return 2 * x", "return 2 * number")(cells)
        cells.append(code("def thrice(number):\n    return 3 * number"))

    assert block(changed(elsewhere), "double").left_out == ()


def test_the_last_cell_says_so_before_it_is_handed_in():
    rate = Cell("code", "rate = 2", id="mine")
    assignment = with_file()
    text = OPS.replace("raise NotImplementedError", "return math.floor(rate * x)", 1)
    own = tuple(cell for cell in assignment.release.cells if not cell.file)

    told = list(expected_costs.costs(Notebook((*own, rate)), assignment, {"ops.py": text}))

    (one,) = [cost for cost in told if "`rate`" in cost.message]
    assert "defined outside the designated block (cell 5)" in one.message
    assert one.points == 0  # whether it is lost is known when it runs


def test_it_also_says_what_stands_outside_a_block_s_marks():
    notebook = solved(RELEASE, {**SOLUTIONS, "double": "return math.floor(x) + x"})
    for cell in notebook["cells"]:
        if "def double" in "".join(cell["source"]):
            cell["source"] = "import math\n" + "".join(cell["source"])

    told = [one.message for one in expected_costs.costs(ipynb.read(json.dumps(notebook).encode()), DOUBLING)]

    assert sum("outside the designated block was changed and isn't graded" in one for one in told) == 1
    assert sum("Your code uses `math`" in one for one in told) == 1
