"""What is done with NumPy's arrays is counted, and what comes of them counts on."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.sandbox.inside.numpy_counter import Counted, Tally

DOINGS = {
    "a ufunc": (lambda x: x + 1, 1),
    "a ufunc's method": (np.add.reduce, 1),
    "a function": (lambda x: np.concatenate([x, x]), 1),
    "an element": (lambda x: x[0], 1),
    "a write": (lambda x: x.__setitem__(0, 5.0), 1),
    "a constructor": (lambda x: np.zeros(3), 1),
    "by way of asarray": (lambda x: np.asarray(x) * 2, 2),
}


@pytest.mark.parametrize("what", DOINGS)
def test_everything_is_counted(what):
    act, operations = DOINGS[what]
    tally, x = Tally(), np.arange(4.0).view(Counted)

    with Counted.into(tally):
        act(x)

    assert tally.operations == operations


def test_the_largest_array_is_told_in_bytes():
    tally, x = Tally(), np.arange(4.0).view(Counted)

    with Counted.into(tally):
        _ = x[:, None] * x

    assert tally.largest == 4 * 4 * 8


def test_numpy_is_as_before_afterwards():
    before = np.zeros

    with pytest.raises(ZeroDivisionError), Counted.into(Tally()):
        raise ZeroDivisionError

    assert np.zeros is before
    assert Counted.tally is None
