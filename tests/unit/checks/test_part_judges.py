"""One part of an answer is judged alone, and what isn't there is told."""

from __future__ import annotations

import pytest
import torch

from autograder.checks import CaseInputs, close, part, parts_have_dtype
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
    assert second((loss(2), {**RIGHT, "W": array(1, 3)}), EXPECTED, INPUTS).startswith("1 of 2 numbers is off")


def test_of_several_entries_the_wrong_one_is_named():
    both = part(1, close(), "W", "b")

    assert both((loss(2), RIGHT), EXPECTED, INPUTS) is None
    assert both((loss(2), {**RIGHT, "b": array(1)}), EXPECTED, INPUTS).startswith("b: ")


@pytest.mark.parametrize("second", [array(1, 1), {"b": array(0)}, None])
def test_an_entry_that_is_not_there_is_told(second):
    said = "the second value isn't a dict with the key 'W'"

    assert part(1, close(), "W")((loss(2), second), EXPECTED, INPUTS) == said
    assert part(1, close(), "W", "b")((loss(2), second), EXPECTED, INPUTS) == f"W: {said}"


@pytest.mark.filterwarnings("error")
def test_a_mistake_s_answer_of_another_form_is_no_entry_and_no_warning():
    """A mistake that exchanges loss and gradients stands in the place of the right answer; a text as an index is a warning of torch's."""
    with pytest.raises(TypeError, match="second value of the expected answer is no dict"):
        part(1, close(), "W")((loss(2), RIGHT), (EXPECTED[1], EXPECTED[0]), INPUTS)


def test_an_entry_that_is_misspelt_is_told_apart():
    judge, said = part(1, close(), "W"), "the second value isn't a dict with the key 'W'"
    expected = (EXPECTED[0], {"W": torch.ones(2), "w": torch.ones(2)})

    assert judge((loss(2), {"W_": array(1, 1)}), EXPECTED, INPUTS) == f"{said}; one that is spelt nearly so is there"
    assert judge((loss(2), {"b": array(1, 1)}), EXPECTED, INPUTS) == said
    assert part(1, close(), "W")((loss(2), {"w": array(1, 1)}), expected, INPUTS) == said  # it is right itself


@pytest.mark.parametrize("got", [None, loss(2), [loss(2)], {"loss": 2.0}, "two"])
def test_an_answer_without_as_many_parts_fails(got):
    assert "values" in (part(0, close())(got, EXPECTED, INPUTS) or "")
    assert (part(0, close(), otherwise="a pair, not {}")(got, EXPECTED, INPUTS) or "").startswith("a pair, not ")


def test_without_a_pair_the_first_entry_is_named():
    said = part(1, close(), "W", "b", otherwise="expected two values, got {}")(None, EXPECTED, INPUTS)

    assert said == "W: expected two values, got None (is a return missing?)"


NARROW = Array(torch.ones(2), library="torch")


@pytest.mark.parametrize(
    ("got", "said"),
    [
        ((loss(2), RIGHT), None),
        ((RIGHT, loss(2)), None),  # their order is another check's to tell
        ((loss(2), {**RIGHT, "b": NARROW}), "grads['b']: the inputs were float64, and it is float32"),
        ((NARROW, RIGHT), "loss: the inputs were float64, and it is float32"),
        ((2.0, RIGHT), "loss: expected a tensor, got a Python float"),
        ((loss(2), {"W": 3}), "grads['W']: expected a tensor, got a Python int"),
        (None, "got None (is a return missing?)"),
        (loss(2), None),
    ],
)
def test_every_part_has_the_dtype_of_the_inputs(got, said):
    assert parts_have_dtype("loss", "grads")(got, EXPECTED, INPUTS) == said


def test_a_dict_in_place_of_a_tensor_is_no_tensor():
    pair = (torch.ones(2), torch.ones(2))

    said = parts_have_dtype("loss", "dW")((array(1, 1), {"W": array(1)}), pair, INPUTS)

    assert said == "dW: expected a tensor, got a Python dict"


@pytest.mark.parametrize(("got", "kind"), [(None, "NoneType"), (loss(2), "Tensor"), ([1.0], "list")])
def test_an_answer_without_its_parts_is_told_where_no_other_check_does(got, kind):
    assert parts_have_dtype("loss", "dW", otherwise="a pair, not {}")(got, EXPECTED, INPUTS) == f"a pair, not {kind}"
