"""A function pasted whole between the marks is the one that counts, and helpers below the function's own lines are there, as in the notebook."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.assemble import blocks, cell_diff
from tests.fixtures.small_assignment import CLASS, DOUBLE

PASTED = "def double(x):\n    return 2 * x"


def between_marks(template: str, *texts: str) -> str:
    """Put texts between a cell's marks as they stand, however they are indented."""
    lines = template.split("\n")
    for region, text in reversed(list(zip(blocks.locate(template), texts, strict=True))):
        lines[region.begin + 1 : region.end] = [text]
    return "\n".join(lines)


def graded(student: str, template: str) -> dict[str, Any]:
    """Run our cell with a student's blocks in it, and return its names."""
    names: dict[str, Any] = {}
    filled = blocks.fill(template, [part.text for part in blocks.extract(student, template)])
    assert cell_diff.problem(template, filled) is None
    exec(filled, names)
    return names


@pytest.mark.parametrize(
    "text",
    [
        PASTED,
        f"    raise NotImplementedError\n{PASTED}",
        f"import math\n\n{PASTED}",
        f"def twice(y):\n    return 2 * y\n\n\n{PASTED.replace('2 * x', 'twice(x)')}",
        "def double(y: float) -> float:\n    return 2 * y",
        "double = lambda y: 2 * y",
    ],
)
def test_a_function_that_was_pasted_over_its_own_block_is_asked(text):
    assert graded(between_marks(DOUBLE, text), DOUBLE)["double"](4) == 8


def test_so_is_one_in_a_cell_of_its_own_between_marks_that_were_pasted_along():
    assert graded(f"# BEGIN YOUR CODE\n{PASTED}\n# END YOUR CODE", DOUBLE)["double"](4) == 8


def test_methods_that_were_pasted_over_their_blocks_are_asked():
    start = "    def __init__(self, start):\n        self.count = start"
    step = "    def step(self, by=1):\n        self.count += by\n        return self.count"

    counter = graded(between_marks(CLASS, start, step), CLASS)["Counter"](5)

    assert counter.step(by=2) == 7


def test_arguments_are_handed_on_whatever_their_kind():
    template = DOUBLE.replace("(x)", "(a, /, b, *more, c=0, **others)")
    pasted = "def double(a, /, b, *more, c=0, **others):\n    return a, b, more, c, others"

    double = graded(between_marks(template, pasted), template)["double"]

    assert double(1, 2, 3, c=4, d=5) == (1, 2, (3,), 4, {"d": 5})


def test_comments_above_the_function_stay():
    (taken,) = blocks.extract(between_marks(DOUBLE, f"# twice the number is a sum\n{PASTED}"), DOUBLE)

    assert taken.text is not None
    assert taken.text.startswith("# twice the number is a sum\n")


@pytest.mark.parametrize(
    "text",
    [
        "    def double(x):\n        return 2 * x",  # inside, and never called: it returns None in the notebook too
        "    def double(y):\n        return 2 * y\n    return double(x)",
        "return 2 * x",
        "def double(y):\n    return 2 * y\nreturn double(x)",
        "    return 2 * x\nprint(double(3))",
        "def twice(y):\n    return 2 * y",
    ],
)
def test_other_text_is_taken_as_it_stands(text):
    (taken,) = blocks.extract(between_marks(DOUBLE, text), DOUBLE)

    assert taken.text == text


@pytest.mark.parametrize(
    "text",
    [
        "    return twice(x)\n\ndef twice(y):\n    return 2 * y",
        "    return math.floor(twice(x))\n# helpers\nimport math\ndef twice(y):\n    text = '''\n'''\n    return 2 * y * len(text)",
        "\treturn Twice.of(x)\nclass Twice:\n\tof = staticmethod(lambda y: 2 * y)",
    ],
)
def test_helpers_below_a_function_are_there_when_it_is_asked(text):
    assert graded(between_marks(DOUBLE, text), DOUBLE)["double"](4) == 8


def test_a_helper_method_is_not_taken_into_another():
    """It would be no method any more."""
    step = "        return self.up(by)\n\n    def up(self, by):\n        return by"

    _, taken = blocks.extract(between_marks(CLASS, "        self.count = start", step), CLASS)

    assert taken.text == step
