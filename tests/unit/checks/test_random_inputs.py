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


def test_a_few_numbers_apart_from_zero_never_all_have_the_same_sign():
    # Of three numbers a quarter of all drawings would, and an answer that is wrong for negative numbers only would pass.
    for shape in [(2,), (3,), (1, 3)]:
        signs = {
            tuple(RandomInputs(seed, "few").apart_from_zero(0.5, 2.0, *shape).sign().view(-1).tolist())
            for seed in range(60)
        }
        assert len(signs) == 2 ** max(shape) - 2
        assert all({-1.0, 1.0} == set(one) for one in signs)


@pytest.mark.parametrize("classes", [2, 5])
def test_every_class_has_a_label(classes):
    assert set(RandomInputs(1, "labels").labels(11, classes).tolist()) == set(range(classes))
