"""What stands for a student's block is code of ours that names no file, and whose text stays outside."""

from __future__ import annotations

from dataclasses import replace
from types import CodeType
from typing import Any

import pytest

from attacks.exam import assignment
from autograder.errors import AssignmentBroken
from autograder.model import Assignment, Cell, Notebook
from autograder.run.given import FILE, Given, speaks_of_compiler
from tests.fixtures.examined import make_program

TEXT = "def double(x):\n    # our own way\n    return x + x"


def given(text: str = TEXT) -> Given:
    made: Assignment = assignment()
    return Given(replace(made, solution=Notebook((Cell("code", text, grade_id="double_solution", solution=True),))))


def names(code: CodeType) -> set[str]:
    inner = [names(one) for one in code.co_consts if isinstance(one, CodeType)]
    return {code.co_filename}.union(*inner)


def test_what_is_given_runs_and_names_no_file():
    code = given().instead("double", ["double"])
    space: dict[str, Any] = {}

    exec(code, space)

    assert space["double"](3) == 6
    assert names(code) == {FILE}


def test_what_is_not_given_can_be_named_and_not_used():
    space: dict[str, Any] = {}
    exec(given().instead("double", []), space)

    with pytest.raises(NotImplementedError, match="double can't be used"):
        space["double"](3)


def test_what_has_no_solution_or_is_not_python_is_the_authors_mistake():
    with pytest.raises(AssignmentBroken, match="no solution to give for total"):
        given().instead("total", ["total"])
    with pytest.raises(AssignmentBroken, match="our double raised SyntaxError in line 2"):
        given("def double(x):\n    return (").instead("double", ["double"])


@pytest.mark.parametrize(
    ("line", "speaks"),
    [
        ("optimizer = torch.optim.SGD([w], lr=0.1)", True),
        ("from torch import optim", True),
        ("g = torch.func.grad(loss)(w)", True),
        ("step = torch . func.grad(step)", True),
        ("import torch.utils.checkpoint as c", True),
        ("y = F.relu(x) + functional(x)", False),
        ("optimal = x.max()", False),
        ("step = torch.compile(step)", False),
    ],
)
def test_code_that_imports_torchs_compiler_is_known_by_its_words(line: str, speaks: bool):
    plain, block = assignment(), make_program().blocks[0]
    program = replace(make_program(), blocks=(replace(block, source=line),))

    assert speaks_of_compiler(program, plain) is speaks
    assert speaks_of_compiler(replace(make_program(), setup=(line,)), plain) is speaks
    assert speaks_of_compiler(make_program(), replace(plain, drivers=line)) is speaks
