"""A test that asks for more than one message carries goes beside the code; graded on our side it ended every hand-in."""

from __future__ import annotations

import pytest

from autograder.checks.assert_cells import inputs_of
from autograder.checks.assert_loads import Loads
from autograder.checks.tagged_values import pack
from autograder.errors import AssignmentBroken
from autograder.wire import limits
from autograder.wire.tree import Writer
from tests.fixtures.assert_cells import cell

OURS = """
import numpy as np
def f(n): return n % 2 == 0
def upto(n): return list(range(n))
def total(xs): return sum(xs)
def twice(a): return a * 2
long = list(range(120_000))
"""
TOO_MUCH = {
    "many calls": ("for n in range(20_000):\n    f(n)", "travel at once"),
    "a long answer": ("assert len(upto(100_001)) == 100_001", "travel at once"),
    "a long input": ("assert total(list(range(150_000))) > 0", "travel at once"),
    "a long variable": ("assert len(long) == 120_000", "travel at once"),
    "many arrays": ("for n in range(129):\n    twice(np.ones(2))", "more than 256 arrays"),
    "a large input": ("assert total(np.ones(10**6)) == 10**6", "too large to travel to"),
    "a large answer": (
        "assert wide(1).size == 9 * 10**6",
        "too large to travel from",
    ),
}


@pytest.mark.parametrize(("test", "why"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_more_than_travels_is_not_judged_on_our_side(test: str, why: str) -> None:
    with pytest.raises(AssignmentBroken, match=why):
        inputs_of(cell(test, OURS + "def wide(n): return np.ones(9 * 10**6)\n"), 0)


@pytest.mark.parametrize("test", ["for n in range(4_000):\n    f(n)", "assert len(upto(90_000)) == 90_000"])
def test_what_travels_is_written_by_the_wire(test: str) -> None:
    Writer([]).tree({"inputs": inputs_of(cell(test, OURS), 0)}, limits.DEPTH)


def test_loads_are_counted_as_the_wire_counts() -> None:
    value = {"a": [1, (2, 3)], 5: {6}}
    loads = Loads()
    loads.variable(packed := pack(value))

    writer = Writer([])
    writer.tree(packed, limits.DEPTH)
    assert loads.back.items == writer._items
