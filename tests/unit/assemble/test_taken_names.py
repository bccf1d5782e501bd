"""A block that takes the name of another question's function is told; nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.assemble.taken_names import taken_findings
from autograder.model import Block, BlockState, Cell, Fields, Notebook, Program
from tests.fixtures.small_assignment import small_assignment

MEAN = "def mean(x):\n    return sum(x) / len(x)"


def told(spread: str, *, ours: str = "spread = mean(data)", state: BlockState = BlockState.WRITTEN) -> list[str]:
    made = [
        Block(name, f"{name}_solution", source, source, 1, BlockState.WRITTEN)
        for name, source in (("mean", MEAN), ("spread", spread))
    ]
    made[1] = replace(made[1], state=state)
    solution = Notebook((Cell("code", ours, grade_id="spread_solution", solution=True),))
    found = taken_findings(Program("7", Fields(), (), tuple(made), {}), small_assignment(solution=solution))
    return [f"{one.rule} {one.cell} {one.points:g}: {one.message}" for one in found]


@pytest.mark.parametrize(
    "spread",
    [
        "mean = mean(data)\nspread = 1",
        "def mean(x):\n    return 0\nspread = 1",
        "class mean:\n    pass",
        "for mean in data:\n    spread = mean",
        "if (mean := 3):\n    spread = mean",
        "spread, (mean, *_) = 1, data",
    ],
)
def test_a_function_whose_name_another_block_takes_is_told(spread: str) -> None:
    sentence = "The block of spread gives mean another meaning; mean is graded as its own cell leaves it."
    assert told(spread) == [f"name_taken spread_solution 0: {sentence}"]


@pytest.mark.parametrize(
    "spread",
    [
        "spread = mean(data)",
        "spread = [mean for mean in data]",
        "spread = lambda mean: mean",
        "def helper(mean):\n    mean = 3\n    return mean",
        "spread.mean = 3",
        "spread = (",
    ],
)
def test_what_binds_the_name_nowhere_but_inside_is_nothing_to_tell(spread: str) -> None:
    assert told(spread) == []


def test_what_our_own_solution_binds_too_and_a_block_that_isnt_run_are_nothing_to_tell() -> None:
    assert told("mean = mean(data)", ours="mean = mean(data)") == []
    assert told("mean = mean(data)", state=BlockState.BROKEN) == []
