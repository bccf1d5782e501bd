"""Trusted answers for k-nearest neighbours, in float64 and on the CPU, from definitions and library calls that students may not use."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


def squared_distances(x_train: Tensor, x_test: Tensor) -> Tensor:
    """Return (num_train, num_test): Σ (a − b)² over all features, as torch.cdist's direct method sums it (no matrix product)."""
    roots = torch.cdist(x_train.flatten(1), x_test.flatten(1), compute_mode="donot_use_mm_for_euclid_dist")
    return roots.square()


compute_distances_two_loops = squared_distances
compute_distances_one_loop = squared_distances
compute_distances_no_loops = squared_distances


def predict_labels(dists: Tensor, y_train: Tensor, k: int = 1) -> Tensor:
    """Return (num_test,): the commonest label of the k nearest, the smallest of equally common ones (COURSE's convention)."""
    labels = y_train.tolist()
    predicted = []
    for column in dists.T.tolist():
        nearest = sorted(range(len(labels)), key=column.__getitem__)[:k]
        votes = Counter(labels[point] for point in nearest)
        predicted.append(min(votes, key=lambda label: (-votes[label], label)))
    return torch.tensor(predicted, dtype=torch.int64)


def classifier_predicts(x_train: Tensor, y_train: Tensor, x_test: Tensor, k: int = 1) -> Tensor:
    """Return what KnnClassifier(x_train, y_train).predict(x_test, k=k) should."""
    return predict_labels(squared_distances(x_train, x_test), y_train, k)


def first_classifier_predicts(
    x_train: Tensor,
    y_train: Tensor,
    x_other: Tensor,  # noqa: ARG001
    y_other: Tensor,  # noqa: ARG001
    x_test: Tensor,
    k: int = 1,
) -> Tensor:
    """Return the first classifier's predictions; a second one, made of other data, must not matter."""
    return classifier_predicts(x_train, y_train, x_test, k)


def knn_cross_validate(
    x_train: Tensor,
    y_train: Tensor,
    num_folds: int = 5,
    k_choices: Sequence[int] = (1, 3, 5, 8, 10, 12, 15, 20, 50, 100),
) -> dict[int, list[float]]:
    """Return k → the percentage of each fold that the other folds predict right.

    Folds are contiguous and in order, as torch.chunk cuts them: ⌈N / num_folds⌉ points each, fewer in the last.
    """
    size = math.ceil(len(x_train) / num_folds)
    fold_of = torch.arange(len(x_train)) // size
    accuracies: dict[int, list[float]] = {k: [] for k in k_choices}
    for fold in range(num_folds):
        inside = fold_of == fold
        for k in k_choices:
            predicted = classifier_predicts(x_train[~inside], y_train[~inside], x_train[inside], k)
            right = sum(a == b for a, b in zip(predicted.tolist(), y_train[inside].tolist(), strict=True))
            accuracies[k].append(100.0 * right / int(inside.sum()))
    return accuracies


def knn_get_best_k(k_to_accuracies: Mapping[int, Sequence[float]]) -> int:
    """Return the k of the highest mean, the smallest of equally good ones."""
    return min(k_to_accuracies, key=lambda k: (-math.fsum(k_to_accuracies[k]) / len(k_to_accuracies[k]), k))
