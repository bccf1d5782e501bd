"""What layers amount to, and that each level promises more than the one before."""

from __future__ import annotations

import pytest

from autograder.sandbox.levels import NEEDED, NOT_PROMISED, PROMISES, WANTED, Layer, level_of

LEVELS = [0, 1, 2, 3]


def test_every_level_has_its_layers_and_its_promise():
    assert list(NEEDED) == list(WANTED) == list(PROMISES) == LEVELS
    assert all(NOT_PROMISED.values())


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_needed_is_wanted_and_no_less_than_below(level):
    assert NEEDED[level] <= WANTED[level]
    assert level == 0 or NEEDED[level - 1] < NEEDED[level]
    assert level_of(NEEDED[level], root=True) == level


def test_a_gap_below_is_not_made_good_above():
    assert level_of(frozenset(Layer) - {Layer.SECCOMP}, root=True) == 0


def test_who_is_not_root_needs_no_own_uid():
    layers = frozenset(Layer) - {Layer.UID}

    assert (level_of(layers, root=True), level_of(layers, root=False)) == (2, 3)
