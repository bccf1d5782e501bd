"""Hidden checks of k-nearest neighbours. Each fails for one reason; what a question builds on is given to it."""
# ruff: noqa: ARG005

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, exactly, growth, memory, satisfies, unchanged
from autograder.checks.random_inputs import RandomInputs

DISTANCES = ("compute_distances_two_loops", "compute_distances_one_loop", "compute_distances_no_loops")
BEFORE_CLASS = (*DISTANCES, "predict_labels")
BEFORE_FOLDS = (*BEFORE_CLASS, "KnnClassifier")

# ---------------------------------------------------------------- distances


def _features(inputs: Mapping[str, Any]) -> int:
    return int(inputs["x_train"][0].numel())


def _size_of_terms(inputs: Mapping[str, Any]) -> float:
    """‖x‖² + ‖y‖²: what rounding is measured against when the distance is taken apart as ‖x‖² + ‖y‖² − 2xᵀy."""
    return float(sum(inputs[name].flatten(1).square().sum(1).max() for name in ("x_train", "x_test")))


def _products(inputs: Mapping[str, Any]) -> Tensor:
    return inputs["x_train"].flatten(1) @ inputs["x_test"].flatten(1).T


def _absolute(inputs: Mapping[str, Any]) -> Tensor:
    return (inputs["x_train"].flatten(1)[:, None] - inputs["x_test"].flatten(1)[None]).abs().sum(2)


DISTANCE_MISTAKES = {
    "this is the distance, not its square": lambda expected, inputs: expected.sqrt(),
    "rows and columns are exchanged": lambda expected, inputs: expected.T,
    "this is the mean over the features, not their sum": lambda expected, inputs: expected / _features(inputs),
    "these are sums of absolute differences, not of squares": lambda expected, inputs: _absolute(inputs),
    "the product x·y is subtracted once, not twice": lambda expected, inputs: expected + _products(inputs),
    "the product x·y is added, not subtracted": lambda expected, inputs: expected + 4 * _products(inputs),
    "the norms ‖x‖² and ‖y‖² are missing": lambda expected, inputs: -2 * _products(inputs),
}
distances = close(terms=_features, scale=_size_of_terms, dtype=False)


@check(
    asks=DISTANCES, points=4, judge=distances, near_misses=DISTANCE_MISTAKES,
    hint="Take two points of two features each. What do you get by hand, and what does your function say?",
)  # fmt: skip
def distances_match_the_definition(rng: RandomInputs) -> dict[str, Any]:
    """Entry (i, j) is the squared distance between training point i and test point j."""
    return {"x_train": rng.normal(11, 24), "x_test": rng.normal(8, 24)}


@check(
    asks=DISTANCES, points=3, dtypes=("float32",), judge=distances, near_misses=DISTANCE_MISTAKES,
    hint="How many numbers describe one image, and over how many axes must they be summed?",
)  # fmt: skip
def images_of_any_shape_are_compared_whole(rng: RandomInputs) -> list[dict[str, Any]]:
    """Inputs with more axes, such as (N, C, H, W), are compared over all their features."""
    return [
        {"x_train": rng.normal(7, 3, 4, 5), "x_test": rng.normal(5, 3, 4, 5)},
        {"x_train": rng.normal(6, 5, 2), "x_test": rng.normal(9, 5, 2)},
    ]


@check(
    asks=DISTANCES, points=1, dtypes=("float64",), judge=distances,
    near_misses={"an axis of length 1 is gone": lambda expected, inputs: expected.squeeze()},
    hint="What is the shape of your result for one test point? Is there a squeeze in your code?",
)  # fmt: skip
def one_point_is_enough(rng: RandomInputs) -> list[dict[str, Any]]:
    """One training point, or one test point, still gives two axes."""
    return [
        {"x_train": rng.normal(8, 6), "x_test": rng.normal(1, 6)},
        {"x_train": rng.normal(1, 6), "x_test": rng.normal(5, 6)},
    ]


def _same_dtype(got: Any, expected: Any, inputs: Any) -> str | None:
    wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got.dtype))
    return None if wanted == seen else f"the inputs were {wanted}, and the result is {seen}"


@check(
    asks=DISTANCES, points=1, judge=satisfies(_same_dtype),
    hint="Which dtype does a new tensor have when you don't say? Who could tell it which one is wanted?",
)  # fmt: skip
def result_has_the_dtype_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """float64 inputs give float64 distances, float32 inputs float32 ones."""
    return {"x_train": rng.normal(9, 10), "x_test": rng.normal(6, 10)}


@check(
    asks=DISTANCES, points=1, judge=unchanged(),
    hint="Which of your lines write into x_train or x_test? Look for -=, *= and methods that end in an underscore.",
)  # fmt: skip
def inputs_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """x_train and x_test are the same after the call as before."""
    return {"x_train": rng.normal(9, 10), "x_test": rng.normal(6, 10)}


@growth(
    asks="compute_distances_two_loops", points=3, at_most="N*M", at_least="N*M",
    sizes={"num_train": (4, 7), "num_test": (5, 8)},  # every pair is metered, which costs
    hint="How often does the line run that computes one distance?",
)  # fmt: skip
def one_step_for_each_pair(num_train: int, num_test: int, rng: RandomInputs) -> dict[str, Any]:
    """Two Python loops, over training points and over test points, compute one distance at a time."""
    return {"x_train": rng.normal(num_train, 12), "x_test": rng.normal(num_test, 12)}


@growth(
    asks="compute_distances_one_loop", points=3, at_most="N", at_least="N", sizes={"num_train": (8, 16), "num_test": (10, 20)},
    hint="Which points does your loop run over, and can one line fill a whole row of the result?",
)  # fmt: skip
def one_step_for_each_training_point(num_train: int, num_test: int, rng: RandomInputs) -> dict[str, Any]:
    """One Python loop, over the training points, computes a whole row at a time."""
    return {"x_train": rng.normal(num_train, 12), "x_test": rng.normal(num_test, 12)}


@growth(
    asks="compute_distances_no_loops", points=4, at_most="1", sizes={"num_train": (32, 96), "num_test": (32, 64)},
    hint="Which Python loop is still there? Comprehensions, map, and calls of your other two functions count too.",
)  # fmt: skip
def work_does_not_grow_with_the_number_of_points(num_train: int, num_test: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few points and for many."""
    return {"x_train": rng.normal(num_train, 12), "x_test": rng.normal(num_test, 12)}


def _room(inputs: Mapping[str, Any]) -> float:
    train, test, features = len(inputs["x_train"]), len(inputs["x_test"]), _features(inputs)
    return 4.0 * max(train * test, train * features, test * features)


@memory(
    asks="compute_distances_no_loops", points=4, elements=_room,
    hint="What remains of ‖x − y‖² when you multiply it out, and which part of it is a matrix product?",
)  # fmt: skip
def no_array_holds_every_pair_and_feature(rng: RandomInputs) -> dict[str, Any]:
    """No array with num_train × num_test × features numbers is made on the way."""
    return {"x_train": rng.normal(42, 48), "x_test": rng.normal(38, 48)}


def _none_negative(got: Any, expected: Any, inputs: Any) -> str | None:
    below = int((got < 0).sum())
    return f"{below} of {got.numel()} squared distances are negative" if below else None


@check(
    asks="compute_distances_no_loops", points=1, judge=satisfies(_none_negative),
    hint="Rounding can push a tiny squared distance just below zero. What should it be then?",
)  # fmt: skip
def no_distance_is_negative(rng: RandomInputs) -> dict[str, Any]:
    """No squared distance is negative, not even of a point to itself."""
    points = rng.normal(60, 200)
    return {"x_train": points, "x_test": points.clone()}


# ---------------------------------------------------------------- predict_labels


def _winners(labels: list[int]) -> list[int]:
    """List the commonest labels, smallest first."""
    votes = [labels.count(label) for label in labels]
    return sorted({label for label, count in zip(labels, votes, strict=True) if count == max(votes)})


def _ranked(rng: RandomInputs, labels: Tensor, num_test: int, wanted: Callable[[list[int], int], bool]) -> Tensor:
    """Draw distances (num_train, num_test) whose neighbours' labels, nearest first, are as wanted(labels, column) says."""
    dists = torch.empty(len(labels), num_test, dtype=torch.float64)
    for column in range(num_test):
        order = rng.permutation(len(labels))
        while not wanted(labels[order].tolist(), column):
            order = rng.permutation(len(labels))
        dists[order, column] = torch.arange(len(labels)) + rng.uniform(0.2, 0.8, len(labels))
    return dists


def _telling(k: int) -> Callable[[list[int], int], bool]:
    """No tie for first place among k, and another winner with k − 1, with k + 1, the nearest alone, or the k farthest."""

    def wanted(near: list[int], column: int) -> bool:
        others = [_winners(near[: k + 1]), _winners(near[: k - 1]), near[:1], _winners(near[-k:])]
        right = _winners(near[:k])
        return len(right) == 1 and right[0] != others[column % 4][0]

    return wanted


def _by_votes(
    inputs: Mapping[str, Any], choose: Callable[[list[int]], int], k: int | None = None, *, far: bool = False
) -> Tensor:
    """Predict by another rule: choose(labels of the neighbours, nearest first)."""
    order = inputs["dists"].argsort(dim=0, descending=far)[: k or inputs["k"]]
    return torch.tensor([choose(column) for column in inputs["y_train"][order].T.tolist()])


FAR, POSITIONS = "the farthest points were asked", "these are positions of training points, not their labels"
VOTE_MISTAKES = {
    "only the nearest point was asked": lambda expected, inputs: _by_votes(inputs, min, 1),
    FAR: lambda expected, inputs: _by_votes(inputs, lambda near: _winners(near)[0], far=True),
    "one point too many was asked": lambda expected, inputs: _by_votes(inputs, lambda near: _winners(near)[0], inputs["k"] + 1),
    "one point too few was asked": lambda expected, inputs: _by_votes(inputs, lambda near: _winners(near)[0], max(1, inputs["k"] - 1)),
    POSITIONS: lambda expected, inputs: inputs["dists"].argmin(0),
    "this is the mean of the labels, not the commonest": lambda expected, inputs: _by_votes(inputs, lambda near: round(sum(near) / len(near))),
}  # fmt: skip
labels_agree = exactly(dtype=False)


@check(
    asks="predict_labels", points=2, judge=labels_agree,
    near_misses={name: VOTE_MISTAKES[name] for name in (FAR, POSITIONS)},
    hint="Column j of dists belongs to test point j. Which row is its nearest training point, and what is that point's label?",
)  # fmt: skip
def nearest_point_decides_when_k_is_1(rng: RandomInputs) -> dict[str, Any]:
    """With k = 1, each test point gets the label of its nearest training point."""

    def wanted(near: list[int], column: int) -> bool:
        return near[0] != near[-1] and (column % 2 > 0 or near[1] < near[0])

    labels = rng.labels(17, 4)
    return {"dists": _ranked(rng, labels, 11, wanted), "y_train": labels, "k": 1}


@check(
    asks="predict_labels", points=3, judge=labels_agree, near_misses=VOTE_MISTAKES,
    hint="Whose labels are counted, and how many of them?",
)  # fmt: skip
def majority_of_the_k_nearest_decides(rng: RandomInputs) -> list[dict[str, Any]]:
    """With k > 1, the commonest label among the k nearest training points wins."""
    labels = rng.labels(23, 4)
    return [{"dists": _ranked(rng, labels, 12, _telling(k)), "y_train": labels, "k": k} for k in (3, 4, 6)]


@check(
    asks="predict_labels", points=3, dtypes=("float64",), judge=labels_agree,
    near_misses={
        "a tie went to the largest label": lambda expected, inputs: _by_votes(inputs, lambda near: _winners(near)[-1]),
        "a tie went to the label of the nearer point": lambda expected, inputs: _by_votes(
            inputs, lambda near: next(label for label in near if label in _winners(near))
        ),
    },
    hint="Two labels have the same number of votes: which of them does your code take, and which should it?",
)  # fmt: skip
def ties_go_to_the_smallest_label(rng: RandomInputs) -> list[dict[str, Any]]:
    """Of labels with equally many votes, the smallest wins."""

    def tied(k: int) -> Callable[[list[int], int], bool]:
        def wanted(near: list[int], column: int) -> bool:
            tied = _winners(near[:k])
            nearest = tied[-1 if column % 2 else len(tied) // 2]  # never the smallest, not always the largest
            others = [label for label in tied[1:] if label != nearest]  # one of them wins when the nearest is left out
            beyond = {0: [nearest], 1: others or near}.get(column % 3, near)
            return len(tied) > 1 and near[0] == nearest and near[k] in beyond

        return wanted

    labels = rng.labels(21, 4)
    return [{"dists": _ranked(rng, labels, 9, tied(k)), "y_train": labels, "k": k} for k in (3, 4)]


@check(
    asks="predict_labels", points=1, dtypes=("float64",), judge=labels_agree,
    near_misses={
        "these are positions in the list of classes, not labels": lambda expected, inputs: torch.searchsorted(
            inputs["y_train"].unique(), expected
        )
    },
    hint="What does your code assume about how many classes there are, and which numbers stand for them?",
)  # fmt: skip
def labels_may_be_any_whole_numbers(rng: RandomInputs) -> dict[str, Any]:
    """Labels needn't be 0, 1, 2, …, and there may be more than ten classes."""
    labels = torch.tensor([3, 8, 14, 37])[rng.labels(19, 4)]
    return {
        "dists": _ranked(rng, labels, 8, lambda near, column: column % 2 > 0 or near[0] > max(9, near[1])),
        "y_train": labels,
        "k": 1,
    }


@check(
    asks="predict_labels", points=1, dtypes=("float64",), judge=labels_agree,
    hint="When several points are equally far, how many points vote in your code?",
)  # fmt: skip
def exactly_k_points_vote(rng: RandomInputs) -> dict[str, Any]:
    """No more than k points vote, even where more are equally far."""
    labels, order = torch.tensor([1, 1, 0, 0, 0, 0]), torch.cat([torch.tensor([0]), 1 + rng.permutation(5)])
    dists = torch.cat([rng.uniform(1, 2, 2, 5), rng.uniform(3, 4, 1, 5).expand(4, 5)])
    return {"dists": dists[order], "y_train": labels[order], "k": 3}


@check(
    asks="predict_labels", points=1, dtypes=("float64",), judge=labels_agree,
    hint="Is the nearest point itself left out, or one more taken than there are?",
)  # fmt: skip
def k_may_be_the_number_of_training_points(rng: RandomInputs) -> dict[str, Any]:
    """With k = num_train every training point votes."""
    labels = torch.tensor([0] * 4 + [1] * 5 + [2] * 2)  # without one of the 1s there would be a tie, for 0

    def wanted(near: list[int], column: int) -> bool:
        return near[0] == 1 if column % 2 else near[0] != 1 and near[-1] == 1

    dists = _ranked(rng, labels, 6, wanted)
    return {"dists": dists, "y_train": labels, "k": 11}


def _is_int64(got: Any, expected: Any, inputs: Any) -> str | None:
    return None if got.dtype == torch.int64 else f"expected dtype int64, got {str(got.dtype).removeprefix('torch.')}"


@check(
    asks="predict_labels", points=1, judge=satisfies(_is_int64), dtypes=("float32",),
    hint="Which dtype does torch.zeros(n) have when you don't say?",
)  # fmt: skip
def labels_are_int64(rng: RandomInputs) -> dict[str, Any]:
    """Predicted labels are int64, as y_train is."""
    labels = rng.labels(12, 3)
    return {"dists": _ranked(rng, labels, 7, lambda near, column: True), "y_train": labels, "k": 1}


@check(
    asks="predict_labels", points=1, judge=unchanged(),
    hint="Do you mark points as used, or sort, within dists itself?",
)  # fmt: skip
def distances_and_labels_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """dists and y_train are the same after the call as before."""
    labels = rng.labels(12, 3)
    return {"dists": _ranked(rng, labels, 7, lambda near, column: True), "y_train": labels, "k": 3}


# ---------------------------------------------------------------- KnnClassifier


def _predict(x_train: Tensor, y_train: Tensor, x_test: Tensor, k: int) -> Tensor:
    dists = (x_train.flatten(1)[:, None] - x_test.flatten(1)[None]).square().sum(2)
    return _by_votes({"dists": dists, "y_train": y_train, "k": k}, lambda near: _winners(near)[0])


def _points(rng: RandomInputs, *shape: int, ks: tuple[int, ...] = (1, 3, 5)) -> dict[str, Any]:
    """Draw training and test points of two classes whose predictions differ from one k to the next."""
    while True:
        inputs = {"x_train": rng.normal(21, *shape), "y_train": rng.labels(21, 2), "x_test": rng.normal(14, *shape)}
        predicted = [_predict(**inputs, k=k).tolist() for k in ks]
        if all(a != b for i, a in enumerate(predicted) for b in predicted[:i]):
            return inputs


@check(
    asks="KnnClassifier", points=3, judge=exactly(), given=BEFORE_CLASS, probe="classifier_predicts",
    hint="Which two functions of this notebook lead from points to labels, and what does each need?",
)  # fmt: skip
def predict_asks_the_nearest_point(rng: RandomInputs) -> dict[str, Any]:
    """predict(x_test) gives each test point the label of its nearest training point."""
    return _points(rng, 3)


@check(
    asks="KnnClassifier", points=2, dtypes=("float64",), judge=exactly(), given=BEFORE_CLASS, probe="classifier_predicts",
    near_misses={
        "k makes no difference: these are the labels for k = 1": lambda expected, inputs: _predict(
            inputs["x_train"], inputs["y_train"], inputs["x_test"], 1
        )
    },
    hint="Where does predict's k go?",
)  # fmt: skip
def predict_uses_k(rng: RandomInputs) -> list[dict[str, Any]]:
    """predict(x_test, k) lets the k nearest training points vote."""
    points = _points(rng, 3)
    return [{**points, "k": 3}, {**points, "k": 5}]


@check(
    asks="KnnClassifier", points=1, dtypes=("float32",), judge=exactly(), given=BEFORE_CLASS, probe="classifier_predicts",
    hint="Does the class itself need to know how many axes a point has?",
)  # fmt: skip
def classifier_takes_images(rng: RandomInputs) -> dict[str, Any]:
    """Images of shape (N, C, H, W) go in as they are."""
    return _points(rng, 2, 2, 1)


@check(
    asks="KnnClassifier", points=2, dtypes=("float64",), judge=exactly(), given=BEFORE_CLASS, probe="first_classifier_predicts",
    near_misses={
        "these are the second classifier's predictions": lambda expected, inputs: _predict(
            inputs["x_other"], inputs["y_other"], inputs["x_test"], 1
        )
    },
    hint="Does what you keep belong to one object, or to the class?",
)  # fmt: skip
def each_classifier_keeps_its_own_data(rng: RandomInputs) -> dict[str, Any]:
    """A classifier made later, of other data, doesn't change the first one's predictions."""
    return {**_points(rng, 3), "x_other": rng.normal(16, 3), "y_other": rng.labels(16, 2)}


@check(
    asks="KnnClassifier", points=1, judge=unchanged(), given=BEFORE_CLASS, probe="classifier_predicts",
    hint="Does __init__ or predict write into the tensors that it was given?",
)  # fmt: skip
def data_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """Making a classifier and predicting with it leave the data as they were."""
    return _points(rng, 3)


# ---------------------------------------------------------------- knn_cross_validate


def _percents_agree(got: Any, expected: Any, inputs: Any) -> str | None:
    """Accept any way of rounding: one point more or less is at least a percent with the few points that are drawn."""
    for k, right in expected.items():
        if len(got[k]) != len(right):
            return f"k = {k}: expected {len(right)} accuracies, one for each fold, got {len(got[k])}"
        off = sum(not abs(float(a) - b) < 0.01 for a, b in zip(got[k], right, strict=True))
        if off:
            return f"k = {k}: {off} of {len(right)} accuracies are off"
    return None


def _accuracy(inputs: Mapping[str, Any], train: Tensor, test: Tensor, k: int) -> float:
    x, y = inputs["x_train"], inputs["y_train"]
    return 100.0 * float((_predict(x[train], y[train], x[test], k) == y[test]).double().mean())


def _folds(inputs: Mapping[str, Any], train: str, test: str) -> dict[int, list[float]]:
    """Cross-validate another way: train and test each name 'fold', 'rest' or 'all'."""
    everything = torch.arange(len(inputs["x_train"]))
    result: dict[int, list[float]] = {k: [] for k in inputs["k_choices"]}
    for fold in everything.chunk(inputs["num_folds"]):
        part = {"fold": fold, "rest": everything[~torch.isin(everything, fold)], "all": everything}
        for k, accuracies in result.items():
            accuracies.append(_accuracy(inputs, part[train], part[test], k))
    return result


FOLD_MISTAKES: dict[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "these are fractions, not percents": lambda expected, inputs: {k: [a / 100 for a in v] for k, v in expected.items()},
    "each fold's classifier was trained on that fold too": lambda expected, inputs: _folds(inputs, "all", "fold"),
    "the accuracy is that of the training folds": lambda expected, inputs: _folds(inputs, "rest", "rest"),
    "training and validation folds are exchanged": lambda expected, inputs: _folds(inputs, "fold", "rest"),
    "the accuracies are those of all points, not of the fold left out": lambda expected, inputs: _folds(inputs, "rest", "all"),
    "k makes no difference: these are the accuracies for k = 1": lambda expected, inputs: {k: expected[min(expected)] for k in expected},
    "the number of right answers, not their percentage": lambda expected, inputs: {
        k: [round(a / 100 * (len(inputs["x_train"]) / inputs["num_folds"])) for a in v] for k, v in expected.items()
    },
}  # fmt: skip


def _data(rng: RandomInputs, count: int, num_folds: int, ks: list[int], *shape: int) -> dict[str, Any]:
    """Draw two overlapping classes whose fold accuracies differ from fold to fold and from k to k."""
    while True:
        labels = rng.labels(count, 2)
        points = rng.normal(count, *shape) + 0.9 * labels.reshape(-1, *[1] * len(shape))
        inputs = {"x_train": points, "y_train": labels, "num_folds": num_folds, "k_choices": ks}
        accuracies = list(_folds(inputs, "rest", "fold").values())
        apart = all(len(set(fold)) > 1 and fold != fold[::-1] for fold in accuracies)
        if apart and len({tuple(fold) for fold in accuracies}) == len(ks):
            return inputs


@check(
    asks="knn_cross_validate", points=4, judge=satisfies(_percents_agree), given=BEFORE_FOLDS, near_misses=FOLD_MISTAKES,
    hint="For fold i: which points may the classifier see, and on which is it judged?",
)  # fmt: skip
def each_fold_is_judged_by_the_others(rng: RandomInputs) -> dict[str, Any]:
    """For every k, entry i is the percentage of fold i that a classifier made of the other folds gets right."""
    return _data(rng, 40, 5, [1, 3, 7], 2)


@check(
    asks="knn_cross_validate", points=2, dtypes=("float64",), judge=satisfies(_percents_agree), given=BEFORE_FOLDS,
    hint="Are there numbers in your code that should be num_folds or k_choices?",
)  # fmt: skip
def any_number_of_folds_and_any_ks(rng: RandomInputs) -> dict[str, Any]:
    """num_folds and k_choices are what the caller says."""
    return _data(rng, 36, 3, [1, 5, 9, 11], 2)


@check(
    asks="knn_cross_validate", points=2, dtypes=("float64",), judge=satisfies(_percents_agree), given=BEFORE_FOLDS, near_misses=FOLD_MISTAKES,
    hint="How long is each fold when num_folds doesn't divide the number of points? Are all points in some fold?",
)  # fmt: skip
def last_fold_may_be_shorter(rng: RandomInputs) -> dict[str, Any]:
    """When num_folds doesn't divide the number of points, the last fold has fewer, and no point is left out."""
    # 64 = 13 + 13 + 13 + 13 + 12: torch.chunk, torch.tensor_split and numpy.array_split agree on these folds
    return _data(rng, 64, 5, [1], 2)


@check(
    asks="knn_cross_validate", points=1, dtypes=("float32",), judge=satisfies(_percents_agree), given=BEFORE_FOLDS,
    hint="When folds are joined again, along which axis?",
)  # fmt: skip
def folds_of_images(rng: RandomInputs) -> dict[str, Any]:
    """Images of shape (N, C, H, W) go in as they are."""
    return _data(rng, 60, 5, [1], 2, 2, 1)


@check(
    asks="knn_cross_validate", points=1, judge=unchanged(), given=BEFORE_FOLDS,
    hint="Do you shuffle or normalize x_train itself?",
)  # fmt: skip
def training_data_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """x_train, y_train and k_choices are the same after the call as before."""
    return _data(rng, 30, 5, [5, 1, 3], 2)


# ---------------------------------------------------------------- knn_get_best_k


def _mean(accuracies: list[float]) -> float:
    return sum(accuracies) / len(accuracies)


def _best(score: Callable[[list[float]], float], *, last: bool = False) -> Callable[[Any, Mapping[str, Any]], int]:
    """Choose k by another score of its accuracies; of equal ones the first or the last."""

    def choose(expected: Any, inputs: Mapping[str, Any]) -> int:
        table = inputs["k_to_accuracies"]
        best = max(map(score, table.values()))
        return int([k for k in table if score(table[k]) == best][-1 if last else 0])

    return choose


K_MISTAKES: dict[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "this is the k of the best single fold": _best(max),
    "this is the k of the worst mean": _best(lambda accuracies: -_mean(accuracies)),
    "this is the position of k in the dict, not k": lambda expected, inputs: list(inputs["k_to_accuracies"]).index(expected),
    "this is the best accuracy, not its k": lambda expected, inputs: _mean(inputs["k_to_accuracies"][expected]),
    "a tie went to the largest k": _best(_mean, last=True),
}  # fmt: skip


def _table(rows: Mapping[int, tuple[float, tuple[float, ...]]]) -> dict[str, Any]:
    """Make accuracies of k → (mean, each fold's offset from it); whole numbers, so that means are exact."""
    return {"k_to_accuracies": {k: [float(mean + offset) for offset in offsets] for k, (mean, offsets) in rows.items()}}


@check(
    asks="knn_get_best_k", points=2, judge=exactly(), near_misses=K_MISTAKES,
    hint="Which one number stands for all the folds of a k?",
)  # fmt: skip
def highest_mean_accuracy_wins(rng: RandomInputs) -> list[dict[str, Any]]:
    """The best k is the one whose accuracies have the highest mean."""
    low, even = rng.integer(20, 40), (1, 0, -1, 0)
    steady, one_bad, one_good = (2, -2, 0, 0), (-11, 5, 3, 3), (9, -3, -3, -3)
    return [
        _table(
            {1: (low, even), 4: (low + 9, one_good), 6: (low + 12, one_bad), 9: (low + 7, steady), 20: (low - 5, even)}
        ),
        _table(
            {2: (low, even), 3: (low + 4, steady), 8: (low + 3, one_good), 10: (low + 2, even), 15: (low + 6, one_bad)}
        ),
    ]


@check(
    asks="knn_get_best_k", points=2, judge=exactly(), near_misses=K_MISTAKES,
    hint="Two k are equally good: which does your comparison keep, the first or the last?",
)  # fmt: skip
def ties_go_to_the_smallest_k(rng: RandomInputs) -> dict[str, Any]:
    """Of equally good k, the smallest wins; the dict has its k in ascending order."""
    low, even, wide = rng.integer(20, 40), (1, 0, -1, 0), (2, 3, -2, -3)
    return _table({1: (low + 2, even), 3: (low + 8, wide), 5: (low, even), 8: (low + 8, wide), 12: (low + 8, wide)})


@check(
    asks="knn_get_best_k", points=1, judge=exactly(),
    hint="What does your search start from, and can a k with a mean of 0 beat it?",
)  # fmt: skip
def some_k_is_best_even_when_nothing_is_right(rng: RandomInputs) -> dict[str, Any]:
    """A k whose folds have no right answer at all is still the best, when there is no other."""
    return {"k_to_accuracies": {rng.integer(2, 9): [0.0, 0.0, 0.0]}}


@check(
    asks="knn_get_best_k", points=1, judge=unchanged(),
    hint="Is the dict, or a list within it, written to?",
)  # fmt: skip
def accuracies_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """The dict and its lists are the same after the call as before."""
    low, even = rng.integer(20, 40), (1, -2, 3, -2)
    return _table({1: (low, even), 3: (low + 8, even), 5: (low + 2, even)})
