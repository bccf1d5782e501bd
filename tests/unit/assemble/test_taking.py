"""What state a block is in, and what is taken where its cell was changed."""

from __future__ import annotations

from autograder.model import BlockState
from tests.fixtures.assembled import (
    POSITION,
    block,
    changed,
    only,
    replace_in,
    rules,
)
from tests.fixtures.small_assignment import DOUBLE

# ---------------------------------------------------------------- states of a block


def test_a_deleted_solution_cell_is_missing():
    program = changed(lambda cells: cells.__delitem__(POSITION["double_solution"]))

    assert block(program, "double").state is BlockState.MISSING
    assert rules(program) == ["cell_deleted"]


def test_a_block_that_does_not_compile_is_broken_and_says_why():
    item = block(changed(replace_in("double_solution", "return 2 * x", "return 2 * * x")), "double")

    assert item.state is BlockState.BROKEN
    assert item.problem == "this block doesn't compile: line 1: invalid syntax"


def test_a_block_that_leaves_its_function_is_broken_and_noted():
    program = changed(replace_in("double_solution", "    return 2 * x", "    return 2 * x\nimport os"))

    assert block(program, "double").state is BlockState.BROKEN
    assert rules(program) == ["block_left_function", "import_added"]


def test_a_magic_in_a_block_is_named():
    item = block(changed(replace_in("double_solution", "return 2 * x", "!pip install x")), "double")

    assert "`!pip install x` is a command of the notebook" in (item.problem or "")


def test_a_solution_cell_without_its_function_is_missing_and_noted():
    program = changed(lambda cells: cells[POSITION["double_solution"]].update(source="x = 3"))

    assert block(program, "double").state is BlockState.MISSING
    assert rules(program) == ["block_not_found"]


def test_a_function_renamed_with_letters_that_look_alike_is_named():
    source = (
        DOUBLE.replace("double", "d\u043euble")
        .replace("    # BEGIN YOUR CODE\n", "")
        .replace("NotImplementedError", "X")
    )
    program = changed(lambda cells: cells[POSITION["double_solution"]].update(source=source))

    assert "d\\u043euble" in only(program).message
