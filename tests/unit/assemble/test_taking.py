"""What state a block is in, and what is taken where its cell was changed."""

from __future__ import annotations
import __future__

from typing import Any

import pytest

from autograder import assemble
from autograder.conventions import file_cells
from autograder.model import BlockState, Cell, HandedFile, Notebook, Submission
from tests.fixtures.assembled import (
    POSITION,
    block,
    changed,
    code,
    only,
    replace_in,
    rules,
)
from tests.fixtures.files import OPS, with_file
from tests.fixtures.small_assignment import DOUBLE, small_assignment

# ---------------------------------------------------------------- states of a block, and its text


def test_a_deleted_solution_cell_is_missing():
    program = changed(lambda cells: cells.__delitem__(POSITION["double_solution"]))

    assert block(program, "double").state is BlockState.MISSING
    assert rules(program) == ["cell_deleted"]


@pytest.mark.parametrize("below", [False, True])
def test_a_block_whose_code_stands_outside_of_it_says_so(below):
    stub = "    # BEGIN YOUR CODE\n    raise NotImplementedError\n    # END YOUR CODE"
    marked = "    # BEGIN YOUR CODE\n    return 2 * x\n    # END YOUR CODE"
    outside = f"{stub}\n    return 2 * x" if below else f"    return 2 * x\n{stub}"

    item = block(changed(replace_in("double_solution", marked, outside)), "double")

    assert item.state is BlockState.BLANK
    assert item.problem == (
        "nothing has been written between the marker lines, and what stands outside of them isn't graded "
        "(`return 2 * x` was written)"
    )


def test_a_block_that_does_not_compile_is_broken_and_says_why():
    item = block(changed(replace_in("double_solution", "return 2 * x", "return 2 * * x")), "double")

    assert item.state is BlockState.BROKEN
    assert item.problem == "this block doesn't compile: line 1: invalid syntax"


def test_a_block_that_leaves_its_function_is_broken_and_noted():
    program = changed(replace_in("double_solution", "    return 2 * x", "    return 2 * x\nimport os"))

    assert block(program, "double").state is BlockState.BROKEN
    assert rules(program) == ["block_left_function", "import_added"]


def test_the_call_of_a_function_that_was_pasted_whole_is_none_of_the_student_s_text():
    pasted = "def double(x):\n    return 2 * x"

    item = block(changed(replace_in("double_solution", "    return 2 * x", pasted)), "double")

    assert item.source.count("return double(x)") == 1
    assert item.text == pasted


def test_nor_are_those_of_methods():
    def paste(cells):
        init = "    def __init__(self, start):\n        self.count = start"
        replace_in("Counter_solution", "        self.count = start", init)(cells)
        step = "    def step(self, by=1):\n        self.count += by\n        return self.count"
        replace_in("Counter_solution", "        self.count = before + by", step)(cells)

    item = block(changed(paste), "Counter")

    assert "return __init__(self, start)" in item.source and "return step(self, by)" in item.source
    assert "return __init__" not in item.text and "return step" not in item.text


def test_a_command_that_gives_a_value_is_no_python_and_says_so():
    item = block(changed(replace_in("double_solution", "return 2 * x", "(\n    !pip install x\n    )")), "double")

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


# ---------------------------------------------------------------- a notebook's commands, and cells of another kind


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("%time y = 2 * x\n    return y", "y = 2 * x\nreturn y"),
        ("%matplotlib inline\n    return 2 * x", "pass  # {}\nreturn 2 * x"),
        ("!pip install tqdm\n    return 2 * x", "pass  # {}\nreturn 2 * x"),
        ("%timeit -n 1 x\n    return 2 * x", "pass  # {}\nreturn 2 * x"),
        ("%time\n    return 2 * x", "pass  # {}\nreturn 2 * x"),
    ],
)
def test_commands_of_the_notebook_do_in_a_block_what_they_do_there_and_are_named(typed, read):
    program = changed(replace_in("double_solution", "return 2 * x", typed))

    assert (block(program, "double").state, block(program, "double").text) == (
        BlockState.WRITTEN,
        read.format(typed.split("\n")[0]),
    )
    (item,) = [one for one in program.findings if one.rule == "notebook_command"]
    assert (item.points, typed.split("\n")[0] in item.message) == (0.0, True)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_block_in_a_cell_that_was_turned_into_text_is_graded(kind):
    def turn(cells):
        cell = cells[POSITION["double_solution"]]
        cell["cell_type"] = kind
        del cell["outputs"], cell["execution_count"]

    program = changed(turn)

    assert block(program, "double").state is BlockState.WRITTEN
    assert "return 2 * x" in block(program, "double").text
    assert "block_in_text" in rules(program)
    assert "cell_deleted" not in rules(program)


# ---------------------------------------------------------------- __future__ imports

LATER = "from __future__ import annotations"
ON = __future__.annotations.compiler_flag


def flags(*cells: Cell, **changes: Any) -> dict[str, int]:
    assignment = with_file(**changes)
    own = list(assignment.release.cells)
    text = OPS if not cells or not cells[0].file else cells[0].source
    kept = [cell for cell in own if not cell.file]
    submission = Submission(
        "7",
        "doubling",
        Notebook((*(cell for cell in cells if not cell.file), *kept)),
        "",
        "7.zip",
        files=(HandedFile("ops.py", "ops.py", "5", text),),
    )
    return {one.question: one.flags for one in assemble.assemble(submission, assignment).blocks}


def test_a_block_has_the_flags_of_its_own_file_and_of_no_other_text():
    head = OPS.replace("import math", f"{LATER}\n\nimport math")

    assert flags() == {"double": 0, "triple": 0}
    assert flags(Cell("code", head, file="ops.py")) == {"double": ON, "triple": ON}
    assert flags(Cell("code", LATER)) == {"double": 0, "triple": 0}  # of the notebook, which the file knows nothing of
    ours = file_cells.joined(Notebook(()), {"ops.py": head})
    assert flags(release=ours, solution=ours) == {"double": ON, "triple": ON}


def test_a_block_has_the_flags_of_the_cells_above_it_whoever_wrote_them():
    assignment = small_assignment()
    release = assignment.release.cells
    first = next(at for at, cell in enumerate(release) if cell.solution and cell.kind == "code")

    def taken(at: int) -> list[int]:
        cells = [*release[:at], Cell("code", LATER, id="mine"), *release[at:]]
        submission = Submission("7", "doubling", Notebook(tuple(cells)), "", "7.zip")
        return [one.flags for one in assemble.assemble(submission, assignment).blocks]

    assert set(taken(0)) == {ON}
    assert taken(first + 1)[0] == 0 and set(taken(first + 1)[1:]) == {ON}
    assert set(taken(len(release))) == {0}


# ---------------------------------------------------------------- answers beside an untouched block


@pytest.mark.parametrize(
    "mine", ["def double(x):\n    return 'mine'", DOUBLE.replace("raise NotImplementedError", "return 'mine'")]
)
def test_an_untouched_block_never_goes_before_an_answer_in_another_cell(mine):
    def write_elsewhere(cells):
        replace_in("double_solution", "return 2 * x", "raise NotImplementedError")(cells)
        cells.append(code(mine))

    program = changed(write_elsewhere)

    assert (block(program, "double").text, block(program, "double").state) == ("return 'mine'", BlockState.WRITTEN)
    assert program.findings[0].message == (
        "The cell of double is there 2 times (cells 4, 13); the last one written in counts."
    )
