"""What rehearsing kNN with one seed doesn't prove: its reference by hand, and its data for many seeds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.checks.random_inputs import RandomInputs
from autograder.course.author_files import load_checks
from autograder.course.modules import load_module
from autograder.model import CaseInputs

FOLDER = Path(__file__).resolve().parents[2] / "assignments" / "knn"
REFERENCE = load_module(FOLDER / "hidden" / "reference.py")
CHECKS = {(check.asks, check.name): check for check in load_checks(FOLDER)}
SEEDS = range(12)


def drawn(question: str, name: str, seed: int) -> list[dict[str, Any]]:
    inputs = CHECKS[question, name].draw(RandomInputs(seed, "knn", name, 0))
    return inputs if isinstance(inputs, list) else [inputs]


def votes(inputs: dict[str, Any], k: int | None = None) -> list[Counter[int]]:
    nearest = inputs["dists"].argsort(dim=0)[: k or inputs["k"]]
    return [Counter(column) for column in inputs["y_train"][nearest].T.tolist()]


def leaders(count: Counter[int]) -> list[int]:
    return sorted(label for label in count if count[label] == max(count.values()))


def test_squared_distances_are_those_done_by_hand():
    x_train, x_test = torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, -1.0]])

    dists = REFERENCE.squared_distances(x_train.double(), x_test.double())

    assert torch.allclose(dists, torch.tensor([[0.0, 9.0, 1.0], [25.0, 16.0, 34.0]]).double())


def test_the_order_of_training_points_changes_no_prediction():
    rng = RandomInputs(3, "order")
    x_train, y_train, x_test = rng.normal(20, 3), rng.labels(20, 3), rng.normal(9, 3)
    order = rng.permutation(20)

    for k in (1, 2, 5, 20):
        before = REFERENCE.classifier_predicts(x_train, y_train, x_test, k)
        after = REFERENCE.classifier_predicts(x_train[order], y_train[order], x_test, k)

        assert before.tolist() == after.tolist()


@pytest.mark.parametrize("cut", [torch.chunk, torch.tensor_split])
@pytest.mark.parametrize("count", [36, 39, 40, 64])
def test_folds_are_those_of_torch_chunk_and_of_tensor_split(cut, count):
    rng = RandomInputs(5, "folds")
    folds = 3 if count == 36 else 5
    x, y = rng.normal(count, 2), rng.labels(count, 2)

    accuracies = REFERENCE.knn_cross_validate(x, y, folds, [3])[3]

    for fold, accuracy in zip(cut(torch.arange(count), folds), accuracies, strict=True):
        rest = torch.ones(count, dtype=torch.bool)
        rest[fold] = False
        predicted = REFERENCE.classifier_predicts(x[rest], y[rest], x[fold], 3)
        assert accuracy == pytest.approx(100 * (predicted == y[fold]).double().mean().item())


@pytest.mark.parametrize("seed", SEEDS)
def test_no_vote_is_tied_where_ties_are_not_what_is_asked(seed):
    names = [
        name for question, name in CHECKS if question == "predict_labels" and name != "ties_go_to_the_smallest_label"
    ]
    names.remove("distances_and_labels_stay_as_they_were")  # the answer isn't looked at
    names.remove("labels_are_int64")
    names.remove("labels_are_on_the_device_of_the_distances")  # nor are its numbers

    for name in names:
        for inputs in drawn("predict_labels", name, seed):
            assert all(len(leaders(count)) == 1 for count in votes(inputs)), name


@pytest.mark.parametrize("seed", SEEDS)
def test_every_vote_is_tied_where_ties_are_asked_and_the_nearest_point_would_decide_otherwise(seed):
    for inputs in drawn("predict_labels", "ties_go_to_the_smallest_label", seed):
        nearest = inputs["y_train"][inputs["dists"].argmin(0)].tolist()

        for count, label in zip(votes(inputs), nearest, strict=True):
            assert len(leaders(count)) > 1
            assert label in leaders(count)[1:]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_point_more_or_less_and_the_farthest_points_change_the_majority(seed):
    for inputs in drawn("predict_labels", "majority_of_the_k_nearest_decides", seed):
        right = [leaders(count)[0] for count in votes(inputs)]
        far = {**inputs, "dists": -inputs["dists"]}

        for others in (votes(inputs, inputs["k"] + 1), votes(inputs, inputs["k"] - 1), votes(inputs, 1), votes(far)):
            assert right != [leaders(count)[0] for count in others]


@pytest.mark.parametrize("seed", SEEDS)
def test_float32_keeps_the_order_of_the_neighbours(seed):
    for question, name in CHECKS:
        if question != "predict_labels" or name == "exactly_k_points_vote":
            continue
        for inputs in drawn(question, name, seed):
            assert torch.equal(inputs["dists"].argsort(dim=0), inputs["dists"].float().argsort(dim=0))


@pytest.mark.parametrize("seed", range(4))
def test_no_mistake_of_cross_validation_gives_the_right_accuracies(seed):
    check = CHECKS["knn_cross_validate", "each_fold_is_judged_by_the_others"]
    inputs = drawn(check.asks, check.name, seed)[0]
    expected = REFERENCE.knn_cross_validate(**inputs)

    asked = CaseInputs(inputs, torch.float64)

    for name, mistake in check.near_misses.items():
        assert check.judge(mistake(expected, asked), expected, asked) is not None, name


def test_hidden_checks_are_worth_88_points():
    assert sum(check.points for check in CHECKS.values()) == 88
