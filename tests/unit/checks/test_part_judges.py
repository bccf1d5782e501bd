"""One part of an answer is judged alone, and what isn't there is told."""

from __future__ import annotations

import pytest
import torch

from autograder.checks import CaseInputs, close, part
from autograder.model import Array

INPUTS = CaseInputs({"x": torch.zeros(2)}, torch.float64)
EXPECTED = (torch.tensor(2.0), {"W": torch.ones(2), "b": torch.zeros(1)})


def array(*numbers: float) -> Array:
    return Array(torch.tensor(numbers, dtype=torch.float64), library="torch")


def loss(number: float) -> Array:
    return Array(torch.tensor(number, dtype=torch.float64), library="torch")


RIGHT = {"W": array(1, 1), "b": array(0)}


def test_a_mistake_in_another_part_is_left_to_its_own_check():
    first, second = part(0, close()), part(1, close(), "W")

    assert first((loss(2), {}), EXPECTED, INPUTS) is None
    assert second((None, {"W": array(1, 1)}), EXPECTED, INPUTS) is None
    assert first((loss(3), RIGHT), EXPECTED, INPUTS) == "the number is off by 50.0% of the right one's size"
    assert second((loss(2), {**RIGHT, "W": array(1, 3)}), EXPECTED, INPUTS).startswith("1 of 2 numbers are off")


def test_of_several_entries_the_wrong_one_is_named():
    both = part(1, close(), "W", "b")

    assert both((loss(2), RIGHT), EXPECTED, INPUTS) is None
    assert both((loss(2), {**RIGHT, "b": array(1)}), EXPECTED, INPUTS).startswith("b: ")


@pytest.mark.parametrize("second", [array(1, 1), {"b": array(0)}, None])
def test_an_entry_that_is_not_there_is_told(second):
    said = "the second value isn't a dict with the key 'W'"

    assert part(1, close(), "W")((loss(2), second), EXPECTED, INPUTS) == said
    assert part(1, close(), "W", "b")((loss(2), second), EXPECTED, INPUTS) == f"W: {said}"


@pytest.mark.parametrize("got", [None, loss(2), [loss(2)], {"loss": 2.0}, "two"])
def test_an_answer_without_as_many_parts_fails(got):
    assert "values" in (part(0, close())(got, EXPECTED, INPUTS) or "")
    assert (part(0, close(), otherwise="a pair, not {}")(got, EXPECTED, INPUTS) or "").startswith("a pair, not ")


def test_without_a_pair_the_first_entry_is_named():
    said = part(1, close(), "W", "b", otherwise="expected two values, got {}")(None, EXPECTED, INPUTS)

    assert said == "W: expected two values, got None (is a return missing?)"
