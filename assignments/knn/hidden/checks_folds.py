"""Hidden checks of cross-validation and of the k that it chooses. Each fails for one reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from autograder.checks import Call, CaseInputs, RandomInputs, question, satisfies

# ---------------------------------------------------------------- knn_cross_validate


def _percents_agree(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Accept any way of rounding: one point more or less is at least a percent with the few points that are drawn."""
    for k, right in expected.items():
        if len(got[k]) != len(right):
            return f"k = {k}: expected {len(right)} accuracies, one for each fold, got {len(got[k])}"
        off = sum(not abs(float(a) - b) < 0.01 for a, b in zip(got[k], right, strict=True))
        if off:
            return f"k = {k}: {off} of {len(right)} accuracies are off"
    return None


def _accuracies(inputs: Mapping[str, Any], k: int) -> list[float]:
    """Cross-validate by the definition, for draws that must know what comes out."""
    x, y = inputs["x_train"].flatten(1), inputs["y_train"]
    dists = (x[:, None] - x[None]).square().sum(2)
    found = []
    for fold in torch.arange(len(x)).chunk(inputs["num_folds"]):
        dists_of_others = dists[:, fold].index_fill(0, fold, torch.inf)
        near = y[dists_of_others.argsort(dim=0)[:k]]
        found.append(float(((near.sum(0) * 2 > k).long() == y[fold]).double().mean()))
    return found


def _data(draw: RandomInputs, count: int, num_folds: int, ks: list[int], *shape: int) -> Call:
    """Draw two overlapping classes whose fold accuracies differ from fold to fold and from k to k."""
    while True:
        labels = draw.labels(count, 2)
        points = draw.normal(count, *shape) + 0.9 * labels.reshape(-1, *[1] * len(shape))
        inputs = {"x_train": points, "y_train": labels, "num_folds": num_folds, "k_choices": ks}
        accuracies = [_accuracies(inputs, k) for k in ks]
        apart = all(len(set(fold)) > 1 and fold != fold[::-1] for fold in accuracies)
        if apart and len({tuple(fold) for fold in accuracies}) == len(ks):
            return inputs


def _small(draw: RandomInputs) -> Call:
    return _data(draw, 30, 5, [5, 1, 3], 2)


NOT_COUNTS = (  # the number of right answers isn't looked for where folds differ in length
    "folds_fractions",
    "folds_trained_on_all",
    "folds_judged_by_training",
    "folds_exchanged",
    "folds_judged_by_all",
)
folds = question("knn_cross_validate", judge=satisfies(_percents_agree), example=_small)


@folds.check(4, hint="For fold i: which points may the classifier see, and on which is it judged?")
def each_fold_is_judged_by_the_others(draw: RandomInputs) -> Call:
    """For every k, entry i is the percentage of fold i that a classifier made of the other folds gets right."""
    return _data(draw, 40, 5, [1, 3, 7], 2)


@folds.check(
    2, dtypes=("float64",), near_misses=(), hint="Are there numbers in your code that should be num_folds or k_choices?"
)
def any_number_of_folds_and_any_ks(draw: RandomInputs) -> Call:
    """num_folds and k_choices are what the caller says."""
    return _data(draw, 36, 3, [1, 5, 9, 11], 2)


@folds.check(
    2,
    dtypes=("float64",),
    near_misses=NOT_COUNTS,
    hint="How long is each fold when num_folds doesn't divide the number of points? Are all points in some fold?",
)
def last_fold_may_be_shorter(draw: RandomInputs) -> Call:
    """When num_folds doesn't divide the number of points, the last fold has fewer, and no point is left out."""
    # 64 = 13 + 13 + 13 + 13 + 12: torch.chunk, torch.tensor_split and numpy.array_split agree on these folds
    return _data(draw, 64, 5, [1], 2)


@folds.check(1, dtypes=("float32",), near_misses=(), hint="When folds are joined again, along which axis?")
def folds_of_images(draw: RandomInputs) -> Call:
    """Images of shape (N, C, H, W) go in as they are."""
    return _data(draw, 60, 5, [1], 2, 2, 1)


folds.keeps_inputs(
    1,
    name="training_data_stay_as_they_were",
    title="x_train, y_train and k_choices are the same after the call as before.",
    hint="Do you shuffle or normalize x_train itself?",
)

# ---------------------------------------------------------------- knn_get_best_k

EVEN, WIDE, STEADY, ONE_BAD, ONE_GOOD = (1, 0, -1, 0), (2, 3, -2, -3), (2, -2, 0, 0), (-11, 5, 3, 3), (9, -3, -3, -3)


def _table(rows: Mapping[int, tuple[float, tuple[float, ...]]]) -> Call:
    """Make accuracies of k → (mean, each fold's offset from it); whole numbers, so that means are exact."""
    return {"k_to_accuracies": {k: [float(mean + offset) for offset in offsets] for k, (mean, offsets) in rows.items()}}


def _three(draw: RandomInputs) -> Call:
    low, uneven = draw.integer(20, 40), (1, -2, 3, -2)
    return _table({1: (low, uneven), 3: (low + 8, uneven), 5: (low + 2, uneven)})


best = question("knn_get_best_k", example=_three)


@best.check(2, hint="Which one number stands for all the folds of a k?")
def highest_mean_accuracy_wins(draw: RandomInputs) -> list[Call]:
    """The best k is the one whose accuracies have the highest mean."""
    low = draw.integer(20, 40)
    means = (low, EVEN), (low + 9, ONE_GOOD), (low + 12, ONE_BAD), (low + 7, STEADY), (low - 5, EVEN)
    others = (low, EVEN), (low + 4, STEADY), (low + 3, ONE_GOOD), (low + 2, EVEN), (low + 6, ONE_BAD)
    return [
        _table(dict(zip((1, 4, 6, 9, 20), means, strict=True))),
        _table(dict(zip((2, 3, 8, 10, 15), others, strict=True))),
    ]


@best.check(2, hint="Two k are equally good: which does your comparison keep, the first or the last?")
def ties_go_to_the_smallest_k(draw: RandomInputs) -> Call:
    """Of equally good k, the smallest wins; the dict has its k in ascending order."""
    low = draw.integer(20, 40)
    return _table({1: (low + 2, EVEN), 3: (low + 8, WIDE), 5: (low, EVEN), 8: (low + 8, WIDE), 12: (low + 8, WIDE)})


@best.check(1, near_misses=(), hint="What does your search start from, and can a k with a mean of 0 beat it?")
def some_k_is_best_even_when_nothing_is_right(draw: RandomInputs) -> Call:
    """A k whose folds have no right answer at all is still the best, when there is no other."""
    return {"k_to_accuracies": {draw.integer(2, 9): [0.0, 0.0, 0.0]}}


best.keeps_inputs(
    1,
    name="accuracies_stay_as_they_were",
    title="The dict and its lists are the same after the call as before.",
    hint="Is the dict, or a list within it, written to?",
)
