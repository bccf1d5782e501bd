"""What the last cell says of costs is said once, and ends as sentences do; that a record takes off the same is tests/assignments/test_hand_in_costs.py's."""

from __future__ import annotations

import json

from autograder.assemble import expected_costs
from autograder.intake import ipynb
from tests.fixtures.assembled import DOUBLING
from tests.fixtures.notebooks import solved
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS


def told(double: str) -> list[str]:
    notebook = solved(RELEASE, {**SOLUTIONS, "double": double})
    return [one.message for one in expected_costs.costs(ipynb.read(json.dumps(notebook).encode()), DOUBLING)]


def test_a_block_that_leaves_its_function_is_told_once():
    (said,) = told("    return 2 * x\nprint(double(3))")

    assert said.startswith("This block leaves its function")
    assert said.endswith("is its indentation right?")


def test_a_block_that_does_not_compile_is_told_in_a_sentence():
    assert told("    return (2 * x") == ["This block doesn't compile: line 1: '(' was never closed."]


def test_a_gpu_that_is_asked_for_by_name_is_told_and_costs_nothing():
    assert told("    return 2 * x.cuda().cpu()") == [
        "Your code asks for a GPU (`return 2 * x.cuda().cpu()`), and where it is graded there may be none: compute on the device that the inputs are on."
    ]
