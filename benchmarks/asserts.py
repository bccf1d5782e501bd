"""What the other tools ask of a kNN submission: hidden asserts that look at what our hidden checks look at.

Each function's text goes into a hidden test cell (nbgrader) or a test file (otter), so it imports nothing and uses only what a student's
notebook has: torch, and the functions themselves. Values, both precisions, images, single points, ties, parameters and untouched inputs
are asked; growth of work, banned calls and other devices aren't, for these tools have no words for them.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import torch


def distances(function: Any) -> None:
    torch.manual_seed(11)
    shapes = [((19, 24), (13, 24)), ((11, 3, 4, 4), (7, 3, 4, 4)), ((8, 5), (1, 5)), ((1, 5), (6, 5))]
    for dtype in (torch.float64, torch.float32):
        for one, other in shapes:
            x, y = torch.randn(one, dtype=dtype), torch.randn(other, dtype=dtype)
            x_before, y_before = x.clone(), y.clone()
            dists = function(x, y)
            expected = torch.cdist(x.double().flatten(1), y.double().flatten(1)).square()
            assert dists.shape == expected.shape, "the shape is (num_train, num_test)"
            assert dists.dtype == dtype, "the dtype is that of x_train"
            assert torch.allclose(dists.double(), expected, rtol=1e-4, atol=1e-4), "the squared distances differ"
            assert torch.equal(x, x_before) and torch.equal(y, y_before), "the inputs were changed"


def no_distance_is_negative(function: Any) -> None:
    torch.manual_seed(13)
    same = torch.randn(30, 8) + 100
    assert (function(same, same) >= 0).all(), "a squared distance is negative"


def labels(function: Any) -> None:
    torch.manual_seed(14)
    for k in (1, 3, 5, 12):
        dists, y_train = torch.rand(23, 9), torch.randint(0, 5, (23,))
        before = dists.clone()
        predicted = function(dists, y_train, k=k)
        nearest = dists.argsort(dim=0)[:k]
        expected = torch.stack([torch.bincount(y_train[column]).argmax() for column in nearest.T])
        assert predicted.shape == (9,), "one label for each test point"
        assert predicted.dtype == torch.int64, "labels are whole numbers"
        assert torch.equal(predicted, expected), "the commonest label of the k nearest, the smallest on a tie"
        assert torch.equal(dists, before), "the distances were changed"
    tied = function(torch.tensor([[1.0], [2.0], [3.0], [4.0]]), torch.tensor([7, 4, 4, 7]), k=4)
    assert tied.tolist() == [4], "on a tie, the smallest label wins"


def classifier(function: Any) -> None:
    torch.manual_seed(15)
    for shape in ((6,), (3, 4, 4)):
        x, y, labels = torch.randn(20, *shape), torch.randn(8, *shape), torch.randint(0, 4, (20,))
        first, second = function(x, labels), function(x.flip(0), labels)
        order = torch.cdist(x.flatten(1), y.flatten(1)).argsort(dim=0)
        for k in (1, 5):
            expected = [int(torch.bincount(labels[column[:k]]).argmax()) for column in order.T]
            assert first.predict(y, k=k).tolist() == expected, "predict asks the k nearest points"
        assert first.predict(y).tolist() == first.predict(y, k=1).tolist(), "k is 1 unless it is given"
        assert second is not first, "two classifiers are two"


def folds(function: Any) -> None:
    torch.manual_seed(16)
    x, labels = torch.randn(24, 4), torch.randint(0, 3, (24,))
    for num_folds, k_choices in ((3, [1, 4]), (6, [2, 3, 7])):
        folds = torch.arange(24).chunk(num_folds)
        found = function(x, labels, num_folds=num_folds, k_choices=k_choices)
        assert sorted(found) == sorted(k_choices), "one entry for each k"
        for k in k_choices:
            assert len(found[k]) == num_folds, "one accuracy for each fold"
            for fold, accuracy in zip(folds, found[k], strict=True):
                rest = torch.ones(24, dtype=torch.bool)
                rest[fold] = False
                nearest = torch.cdist(x[rest], x[fold]).argsort(dim=0)[:k]
                predicted = torch.stack([torch.bincount(labels[rest][column]).argmax() for column in nearest.T])
                expected = 100 * (predicted == labels[fold]).double().mean().item()
                assert abs(accuracy - expected) < 1e-3, "an accuracy in percent, by the other folds"


def best(function: Any) -> None:
    table = {1: [30.0, 31.0, 29.0], 4: [48.0, 36.0, 36.0], 6: [31.0, 47.0, 45.0], 9: [37.0, 38.0, 36.0]}
    before = {k: list(values) for k, values in table.items()}
    assert function(table) == 6, "the k of the highest mean"
    assert table == before, "the table was changed"
    assert function({2: [10.0, 30.0], 5: [20.0, 20.0], 8: [21.0, 19.0]}) == 2, "the smallest of equally good ones"
    assert function({7: [0.0, 0.0]}) == 7, "some k is best even when nothing is right"


ASKED: dict[str, tuple[int, tuple[Callable[[Any], None], ...]]] = {
    "compute_distances_two_loops": (14, (distances,)),
    "compute_distances_one_loop": (14, (distances,)),
    "compute_distances_no_loops": (16, (distances, no_distance_is_negative)),
    "predict_labels": (14, (labels,)),
    "KnnClassifier": (10, (classifier,)),
    "knn_cross_validate": (10, (folds,)),
    "knn_get_best_k": (10, (best,)),
}
"""Question → its points, and what asks it."""


def text_of(question: str) -> str:
    """Return the asserts of one question as lines without an indent."""
    return f"function = {question}\n" + "\n".join(map(_body, ASKED[question][1]))


def _body(asserts: Callable[[Any], None]) -> str:
    text = textwrap.dedent(inspect.getsource(asserts))
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.FunctionDef)
    return textwrap.dedent("\n".join(text.splitlines()[node.body[0].lineno - 1 :]))
