"""A file's blocks are taken as a notebook's are: by marks, by names, each for itself."""

from __future__ import annotations

import pytest

from autograder import assemble
from autograder.assemble import code_rules
from autograder.model import Block, BlockState, Cell, HandedFile, Notebook, Program, Submission
from tests.fixtures.files import DOUBLE, OPS, with_file
from tests.fixtures.small_assignment import small_assignment

DONE = OPS.replace("raise NotImplementedError", "return x + x", 1).replace("raise NotImplementedError", "return 3 * x")


def program(text: str | None, *cells: Cell, **changes: object) -> Program:
    assignment = with_file(**changes)
    own = tuple(cell for cell in assignment.release.cells if not cell.file)
    files = (HandedFile("ops.py", "ops.py", "0" * 64, text),) if text is not None else (HandedFile("ops.py"),)
    submission = Submission("7", assignment.name, Notebook((*own, *cells)), "", "7.zip", files=files)
    return code_rules.review(assemble.assemble(submission, assignment), assignment)


def blocks(made: Program) -> dict[str, Block]:
    return {block.question: block for block in made.blocks}


def test_blocks_are_written_and_know_their_file_and_its_line():
    made = blocks(program("# mine\n\n" + DONE))

    assert {name: (one.state, one.file, one.text, one.file_line) for name, one in made.items()} == {
        "double": (BlockState.WRITTEN, "ops.py", "return x + x", 11),
        "triple": (BlockState.WRITTEN, "ops.py", "return 3 * x", 18),
    }


def test_what_runs_around_the_blocks_is_ours():
    made = program(DONE.replace("import math", "import os\nos.remove('x')"))

    assert [one.file for one in made.modules] == ["ops.py"]
    assert "import math" in made.modules[0].source
    assert "os" not in made.modules[0].source
    assert made.setup == ("from ops import double, triple",)


def test_a_notebook_without_files_has_no_modules():
    assignment = small_assignment()
    submission = Submission("7", "doubling", assignment.release, "", "7.zip")

    assert assemble.assemble(submission, assignment).modules == ()


def test_a_mistake_in_one_function_is_told_by_the_file_s_line_and_leaves_the_other():
    made = blocks(program(DONE.replace("return x + x", "y = x\n    return (x + y")))

    assert made["double"].state is BlockState.BROKEN
    assert "line 10 of ops.py" in str(made["double"].problem)
    assert made["triple"].state is BlockState.WRITTEN


def test_blocks_whose_marks_are_lost_are_found_by_their_functions():
    bare = "\n".join(line for line in DONE.split("\n") if "YOUR CODE" not in line)

    made = blocks(program(bare))

    assert {one.text for one in made.values()} == {"return x + x", "return 3 * x"}


def test_functions_in_another_order_are_the_same_ones():
    head, double, triple = DONE.split("\n\n\n")

    made = program("\n\n\n".join([head, triple.rstrip("\n"), double]))

    assert {one.text for one in made.blocks} == {"return x + x", "return 3 * x"}
    assert not [one for one in made.findings if one.rule == "cell_moved"]


def test_a_stub_is_blank_and_a_function_that_is_gone_is_missing():
    made = blocks(program(OPS))
    gone = blocks(program(DONE.replace(DOUBLE.replace("raise NotImplementedError", "return x + x"), "")))

    assert made["double"].state is BlockState.BLANK
    assert (gone["double"].state, gone["double"].problem) == (BlockState.MISSING, "`double` isn't defined in ops.py")
    assert gone["triple"].state is BlockState.WRITTEN


@pytest.mark.parametrize("text", [None, "", " \n", "x" * 100_001])
def test_without_a_file_that_can_be_read_its_blocks_are_missing(text):
    made = blocks(program(text))

    assert {one.state for one in made.values()} == {BlockState.MISSING}
    assert made["double"].problem == "ops.py wasn't handed in, or can't be read"


@pytest.mark.parametrize("first", ["", "%%writefile ops.py\n"])
def test_a_file_pasted_into_a_cell_instead_is_graded_from_there(first):
    made = blocks(program(None, Cell("code", first + DONE, id="pasted")))

    assert {one.text for one in made.values()} == {"return x + x", "return 3 * x"}
    assert {one.file_line for one in made.values()} == {0}


def test_the_file_goes_before_a_cell_that_has_an_older_copy():
    made = blocks(program(DONE, Cell("code", DOUBLE.replace("raise NotImplementedError", "return 0"), id="older")))

    assert made["double"].text == "return x + x"


def test_the_last_written_of_two_definitions_counts():
    made = program(DONE + "\n\n" + DOUBLE.replace("raise NotImplementedError", "return 2 * x"))

    assert blocks(made)["double"].text == "return 2 * x"
    said = [one.message for one in made.findings if one.rule == "cell_copied"]
    assert said == ["double is defined 2 times (ops.py, line 6, ops.py, line 20); the last one written in counts."]


def test_names_mean_what_the_file_s_own_imports_say():
    questions = with_file().questions
    banned = tuple(one.__class__(one.id, one.title, one.max_points, banned={"math.prod": 1.0}) for one in questions)

    made = program(DONE.replace("return x + x", "return math.prod([2, x])"), questions=banned)

    (use,) = made.banned["double"]
    assert (use.name, use.line, use.file) == ("math.prod", 9, "ops.py")
