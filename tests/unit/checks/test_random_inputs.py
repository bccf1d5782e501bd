"""Random inputs are float64, the same for the same seed and names, and within the bounds that were asked."""

from __future__ import annotations

import pytest
import torch

from autograder.checks.random_inputs import RandomInputs


def test_the_same_seed_and_names_give_the_same_inputs():
    first, again, other = (RandomInputs(3, "knn", name).normal(4) for name in ("a", "a", "b"))

    assert first.dtype == torch.float64
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_numbers_apart_from_zero_have_either_sign_and_a_size_within_bounds():
    drawn = RandomInputs(1, "signs").apart_from_zero(0.5, 2.0, 40, 5)

    assert drawn.shape == (40, 5)
    assert bool(((drawn.abs() >= 0.5) & (drawn.abs() < 2.0)).all())
    assert 50 < int((drawn < 0).sum()) < 150
    assert RandomInputs(1, "one").apart_from_zero(1.0, 2.0).shape == ()


@pytest.mark.parametrize("classes", [2, 5])
def test_every_class_has_a_label(classes):
    assert set(RandomInputs(1, "labels").labels(11, classes).tolist()) == set(range(classes))
