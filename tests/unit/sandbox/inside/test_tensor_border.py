"""Numbers that leave tensors, and come back, are counted one by one; arrays that become tensors are not."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from autograder.sandbox.inside.numpy_counter import Counted, Tally
from autograder.sandbox.inside.tensor_border import Border

X = torch.ones(4, 5)
CROSSINGS = {
    "out by tolist": (lambda: X.tolist(), 20),  # noqa: PLW0108 - looked up while it is watched
    "in by tensor": (lambda: torch.tensor([[1.0, 2.0], [3.0, 4.0]]), 4),
    "in by as_tensor": (lambda: torch.as_tensor((1.0, 2.0)), 2),
    "in by new_tensor": (lambda: X.new_tensor([1.0] * 7), 7),
    "in by the buffer of bytes": (lambda: torch.frombuffer(bytearray(32), dtype=torch.float64), 4),
    "arrays stay arrays": (lambda: torch.tensor(np.ones(50)), 0),
    "a list of tensors is as many as there are": (lambda: torch.tensor([torch.ones(()), torch.ones(())]), 2),
    "out and in again, in C": (lambda: torch.tensor(list(map(math.sqrt, X.flatten().tolist()))), 40),
}


@pytest.mark.parametrize("way", CROSSINGS)
def test_each_number_that_crosses_counts(way: str) -> None:
    cross, expected = CROSSINGS[way]
    tally = Tally()

    with Border(tally):
        cross()

    assert tally.operations == expected


def test_what_becomes_an_array_of_numpy_s_goes_on_counting() -> None:
    with Border(Tally()):
        assert type(X.numpy()) is Counted


def test_all_is_as_before_afterwards() -> None:
    before = torch.tensor, torch.Tensor.tolist, torch.Tensor.new_tensor

    with Border(Tally()):
        pass

    assert (torch.tensor, torch.Tensor.tolist, torch.Tensor.new_tensor) == before
    assert "tolist" not in vars(torch.Tensor)
