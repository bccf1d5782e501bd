"""What rehearsing linear classifiers with one seed doesn't prove: its reference by hand, and its near misses for other seeds."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from autograder.checks.random_inputs import RandomInputs
from autograder.course.author_files import load_checks
from autograder.course.modules import load_reference
from autograder.model import Array, CaseInputs
from autograder.value_tree import map_leaves

FOLDER = Path(__file__).resolve().parents[2] / "assignments" / "linear_classifier"
REFERENCE = load_reference(FOLDER)
CHECKS = load_checks(FOLDER)
NAMING = [check for check in CHECKS if check.near_misses]


def test_losses_are_those_done_by_hand():
    W, X, y = torch.eye(2, dtype=torch.float64), torch.tensor([[3.0, 2.5]]).double(), torch.tensor([0])

    svm, gradient = REFERENCE["svm_loss"](W.clone(), X, y, 0.5)
    softmax, _ = REFERENCE["softmax_loss"](W.clone(), X, y, 0.0)

    assert float(svm) == pytest.approx(0.5 + 0.5 * 2)
    assert torch.allclose(gradient, torch.tensor([[-3.0, 3.0], [-2.5, 2.5]]).double() + W)
    assert float(softmax) == pytest.approx(0.474077)  # log(1 + exp(−½))


def answered(value):
    """Give an answer the form in which a student's arrives."""
    return map_leaves(lambda leaf: Array(leaf.contiguous()) if isinstance(leaf, torch.Tensor) else leaf, value)


@pytest.mark.parametrize("check", NAMING, ids=[f"{check.asks}.{check.name}" for check in NAMING])
def test_no_near_miss_is_right_and_each_is_met_by_some_call(check):
    reference = REFERENCE[check.reference or check.driver or check.asks]
    for seed in range(3):
        drawn = check.draw(RandomInputs(seed, "linear_classifier", check.name, 0))
        failed = set()
        for call in drawn if isinstance(drawn, list) else [drawn]:
            inputs = CaseInputs(call, torch.float64)
            expected = reference(
                **map_leaves(lambda leaf: leaf.clone() if isinstance(leaf, torch.Tensor) else leaf, call)
            )
            assert check.judge(answered(expected), expected, inputs) is None
            for sentence, mistake in check.near_misses.items():
                if check.judge(answered(mistake(expected, inputs)), expected, inputs):
                    failed.add(sentence)
        assert failed == set(check.near_misses)


def test_losses_that_were_kept_in_float32_are_those_of_the_tries():
    (check,) = [check for check in CHECKS if (check.asks, check.name) == ("random_search", "every_loss_is_told")]
    for seed in range(20):
        call = check.draw(RandomInputs(seed, "linear_classifier", check.name, 0))
        inputs = CaseInputs(call, torch.float64)
        generator = torch.Generator().manual_seed(seed)
        tried = [0.01 * torch.randn(12, 4, generator=generator, dtype=torch.float64) for _ in range(60)]
        scores = [call["X"] @ W for W in tried]
        losses = [one.square().mean() - one[torch.arange(9), call["y"]].mean() for one in scores]
        got = {"tried": tried, "losses": torch.stack(losses).float().tolist()}

        assert check.judge(answered(got), None, inputs) is None


def test_hidden_checks_are_worth_88_points():
    assert sum(check.points for check in CHECKS) == 88
