"""Hidden checks of predict_labels and of KnnClassifier, which is built on it. Each fails for one reason."""

from collections.abc import Callable
from statistics import multimode

import torch
from torch import Tensor

from autograder.checks import Call, RandomInputs, exactly, question

# ---------------------------------------------------------------- predict_labels

Wanted = Callable[[list[int], int], bool]


def _winners(labels: list[int]) -> list[int]:
    """List the commonest labels, smallest first."""
    return sorted(multimode(labels))


def _ranked(draw: RandomInputs, y_train: Tensor, num_test: int, k: int, wanted: Wanted) -> Call:
    """Draw distances (num_train, num_test) whose neighbours' labels, nearest first, are as wanted(labels, column) says."""
    dists = torch.empty(len(y_train), num_test, dtype=torch.float64)
    for column in range(num_test):
        order = draw.permutation(len(y_train))
        while not wanted(y_train[order].tolist(), column):
            order = draw.permutation(len(y_train))
        dists[order, column] = torch.arange(len(y_train)) + draw.uniform(0.2, 0.8, len(y_train))
    return {"dists": dists, "y_train": y_train, "k": k}


def _telling(k: int) -> Wanted:
    """No tie for first place among k, and another winner with k − 1, with k + 1, the nearest alone, without it, or the k farthest."""

    def wanted(near: list[int], column: int) -> bool:
        others = [near[: k + 1], near[: k - 1], near[:1], near[1 : k + 1], near[-k:]]
        right = _winners(near[:k])
        return len(right) == 1 and right[0] != _winners(others[column % len(others)])[0]

    return wanted


def _any_order(draw: RandomInputs) -> Call:
    telling = _telling(3)

    def wanted(near: list[int], column: int) -> bool:
        mean_is_another = set(near[:3]) == {0, 2}  # of 0, 0, 1 the mean is nearest to the commonest, too
        return telling(near, column) and (column > 0 or mean_is_another)

    return _ranked(draw, draw.labels(12, 3), 7, 3, wanted)


POSITIONS = "these are positions of training points, not their labels"
labels = question(
    "predict_labels",
    judge=exactly(dtype=False),
    example=_any_order,
    near_misses={POSITIONS: lambda expected, inputs: inputs["dists"].argmin(0)},
)


@labels.check(
    1.5,
    near_misses=("labels_farthest", POSITIONS),
    hint="Column j of dists belongs to test point j. Which row is its nearest training point, and what is that point's label?",
)
def nearest_point_decides_when_k_is_1(draw: RandomInputs) -> Call:
    """With k = 1, each test point gets the label of its nearest training point."""

    def wanted(near: list[int], column: int) -> bool:
        return near[0] != near[-1] and (column % 2 > 0 or near[1] < near[0])

    return _ranked(draw, draw.labels(17, 4), 11, 1, wanted)


@labels.check(2.5, hint="Whose labels are counted, and how many of them?")
def majority_of_the_k_nearest_decides(draw: RandomInputs) -> list[Call]:
    """With k > 1, the commonest label among the k nearest training points wins."""

    y_train = draw.labels(23, 4)
    return [_ranked(draw, y_train, 12, k, _telling(k)) for k in (3, 4, 6)]


@labels.check(
    3,
    near_misses=("labels_largest_on_a_tie", "labels_nearest_on_a_tie"),
    hint="Two labels have the same number of votes: which of them does your code take, and which should it?",
)
def ties_go_to_the_smallest_label(draw: RandomInputs) -> list[Call]:
    """Of labels with equally many votes, the smallest wins."""

    def tied(k: int) -> Wanted:
        def wanted(near: list[int], column: int) -> bool:
            tied = _winners(near[:k])
            nearest = tied[-1 if column % 2 else len(tied) // 2]  # never the smallest, not always the largest
            others = [label for label in tied[1:] if label != nearest]  # one of them wins when the nearest is left out
            beyond = {0: [nearest], 1: others or near}.get(column % 3, near)
            return len(tied) > 1 and near[0] == nearest and near[k] in beyond

        return wanted

    y_train = draw.labels(21, 4)
    return [_ranked(draw, y_train, 9, k, tied(k)) for k in (3, 4)]


@labels.check(
    1,
    near_misses=("labels_class_numbers",),
    hint="What does your code assume about how many classes there are, and which numbers stand for them?",
)
def labels_may_be_any_whole_numbers(draw: RandomInputs) -> Call:
    """Labels needn't be 0, 1, 2, …, and there may be more than ten classes."""
    y_train = torch.tensor([3, 8, 14, 37])[draw.labels(19, 4)]
    return _ranked(draw, y_train, 8, 1, lambda near, column: column % 2 > 0 or near[0] > max(9, near[1]))


@labels.check(1, near_misses=(), hint="When several points are equally far, how many points vote in your code?")
def exactly_k_points_vote(draw: RandomInputs) -> Call:
    """No more than k points vote, even where more are equally far."""
    # Three near points, one in between, four equally far. No near one's position is its label, and no far one's the place of it among all labels.
    y_train = torch.tensor([1, 0, 0, 0, 0, 1, 0, 1])
    dists = draw.uniform(3, 4, 1, 5).repeat(8, 1)
    dists[1], dists[[0, 5, 7]] = draw.uniform(2.2, 2.8, 5), draw.uniform(1, 2, 3, 5)
    return {"dists": dists, "y_train": y_train, "k": 5}


@labels.check(1, near_misses=(), hint="Is the nearest point itself left out, or one more taken than there are?")
def k_may_be_the_number_of_training_points(draw: RandomInputs) -> Call:
    """With k = num_train every training point votes."""
    y_train = torch.tensor([0] * 4 + [1] * 5 + [2] * 2)  # without one of the 1s there would be a tie, for 0

    def wanted(near: list[int], column: int) -> bool:
        return near[0] == 1 if column % 2 else near[0] != 1 and near[-1] == 1

    return _ranked(draw, y_train, 6, 11, wanted)


labels.takes("float32", 1)
labels.gives("int64", 1, "labels_are_int64").says("Predicted labels are int64, as y_train is.")
labels.keeps_inputs(1, "distances_and_labels_stay_as_they_were", of="dists and y_train").says(
    hint="Do you mark points as used, or sort, within dists itself?"
)
labels.keeps_device(1, "labels_are_on_the_device_of_the_distances").says(
    "Predicted labels are on the device of dists and y_train."
)

# ---------------------------------------------------------------- KnnClassifier


def _points(draw: RandomInputs, shape: tuple[int, ...] = (3,)) -> Call:
    """Draw training and test points of two classes whose predictions differ from one k to the next."""
    while True:
        x_train, y_train, x_test = draw.normal(21, *shape), draw.labels(21, 2), draw.normal(14, *shape)
        near = y_train[(x_train.flatten(1)[:, None] - x_test.flatten(1)).square().sum(2).argsort(dim=0)]
        if len({tuple((2 * near[:k].sum(0) > k).tolist()) for k in (1, 3, 5)}) == 3:
            return {"x_train": x_train, "y_train": y_train, "x_test": x_test}


classifier = question("KnnClassifier", example=_points, driver="classifier_predicts")

classifier.asks(2.5, "predict_asks_the_nearest_point").says(
    "predict(x_test) gives each test point the label of its nearest training point.",
    hint="Which two functions of this notebook lead from points to labels, and what does each need?",
)


@classifier.check(2, hint="Where does predict's k go?")
def predict_uses_k(draw: RandomInputs) -> list[Call]:
    """predict(x_test, k) lets the k nearest training points vote."""
    points = _points(draw)
    return [{**points, "k": 3}, {**points, "k": 5}]


classifier.asks(1, "classifier_takes_images", {"shape": (2, 2, 1)}).says(
    "Images of shape (N, C, H, W) go in as they are.",
    hint="Does the class itself need to know how many axes a point has?",
)


@classifier.check(
    2, driver="first_classifier_predicts", hint="Does what you keep belong to one object, or to the class?"
)
def each_classifier_keeps_its_own_data(draw: RandomInputs) -> Call:
    """A classifier made later, of other data, doesn't change the first one's predictions."""
    return {**_points(draw), "x_other": draw.normal(16, 3), "y_other": draw.labels(16, 2)}


classifier.takes("float32", 0.5)
classifier.keeps_inputs(1, "data_stay_as_they_were").says(
    "Making a classifier and predicting with it leave the data as they were.",
    hint="Does __init__ or predict write into the tensors that it was given?",
)
classifier.keeps_device(1, "predictions_are_on_the_device_of_the_data").says(
    "Data of any device go in, and the predictions are on that device too."
)
