"""Hidden checks of cross-validation and of the k that it chooses. Each fails for one reason."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, question, satisfies

# ---------------------------------------------------------------- knn_cross_validate


def _percents_agree(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Accept any way of rounding: one point more or less is at least a percent with the few points that are drawn."""
    for k, right in expected.items():
        if len(got[k]) != len(right):
            return f"k = {k}: expected {len(right)} accuracies, one for each fold, got {len(got[k])}"
        off = sum(not abs(float(a) - b) < 0.01 for a, b in zip(got[k], right, strict=True))
        if off:
            return f"k = {k}: {off} of {len(right)} accuracies are off"
    return None


def _accuracies(x: Tensor, y: Tensor, num_folds: int, k: int) -> tuple[float, ...]:
    """Cross-validate by the definition, for draws that must know what comes out."""
    dists = (x[:, None] - x).square().sum(2)
    found = []
    for fold in torch.arange(len(x)).chunk(num_folds):
        near = y[dists[:, fold].index_fill(0, fold, torch.inf).argsort(dim=0)[:k]]
        found.append(float(((near.sum(0) * 2 > k) == y[fold]).double().mean()))
    return tuple(found)


def _data(
    draw: RandomInputs, count: int = 30, num_folds: int = 5, ks: Sequence[int] = (5, 1, 3), shape: Sequence[int] = (2,)
) -> Call:
    """Draw two overlapping classes whose fold accuracies differ from fold to fold and from k to k."""
    while True:
        y = draw.labels(count, 2)
        x = draw.normal(count, *shape) + 0.9 * y.reshape(-1, *[1] * len(shape))
        accuracies = [_accuracies(x.flatten(1), y, num_folds, k) for k in ks]
        apart = all(len(set(folds)) > 1 and folds != folds[::-1] for folds in accuracies)
        if apart and len(set(accuracies)) == len(ks):
            return {"x_train": x, "y_train": y, "num_folds": num_folds, "k_choices": [*ks]}


folds = question("knn_cross_validate", judge=satisfies(_percents_agree), example=_data)

folds.asks(3.5, "each_fold_is_judged_by_the_others", {"count": 40, "ks": (1, 3, 7)}).says(
    "For every k, entry i is the percentage of fold i that a classifier made of the other folds gets right.",
    hint="For fold i: which points may the classifier see, and on which is it judged?",
)
folds.asks(
    2,
    "any_number_of_folds_and_any_ks",
    {"count": 36, "num_folds": 3, "ks": (1, 5, 9, 11)},
    near_misses=(),
).says(
    "num_folds and k_choices are what the caller says.",
    hint="Are there numbers in your code that should be num_folds or k_choices?",
)
folds.asks(
    2,
    "last_fold_may_be_shorter",
    {"count": 64, "ks": (1,)},  # 13 + 13 + 13 + 13 + 12: torch.chunk, torch.tensor_split and numpy.array_split agree
    # for k = 1, folds_judged_by_training answers what folds_trained_on_all does
    near_misses=("folds_counts", "folds_exchanged", "folds_fractions", "folds_judged_by_all", "folds_trained_on_all"),
).says(
    "When num_folds doesn't divide the number of points, the last fold has fewer, and no point is left out.",
    hint="How long is each fold when num_folds doesn't divide the number of points? Are all points in some fold?",
)
folds.asks(1, "folds_of_images", {"count": 60, "ks": (1, 5), "shape": (2, 2, 1)}, near_misses=()).says(
    "Images of shape (N, C, H, W) go in as they are.", hint="When folds are joined again, along which axis?"
)
folds.takes("float32", 0.5)
folds.keeps_inputs(1, "training_data_stay_as_they_were", of="x_train, y_train and k_choices").says(
    hint="Do you shuffle or normalize x_train itself?"
)

# ---------------------------------------------------------------- knn_get_best_k

EVEN, WIDE, STEADY, ONE_BAD, ONE_GOOD = (1, 0, -1, 0), (2, 3, -2, -3), (2, -2, 0, 0), (-11, 5, 3, 3), (9, -3, -3, -3)


def _table(ks: Sequence[int], *rows: tuple[int, tuple[int, ...]]) -> Call:
    """Make accuracies of each k's mean and each fold's offset from it; whole numbers, so that means are exact."""
    accuracies = ([float(mean + offset) for offset in offsets] for mean, offsets in rows)
    return {"k_to_accuracies": dict(zip(ks, accuracies, strict=True))}


def _three(draw: RandomInputs) -> Call:
    low, uneven = draw.integer(20, 40), (1, -2, 3, -2)
    return _table((1, 3, 5), (low, uneven), (low + 8, uneven), (low + 2, uneven))


best = question("knn_get_best_k", example=_three)


@best.check(2, hint="Which one number stands for all the folds of a k?")
def highest_mean_accuracy_wins(draw: RandomInputs) -> list[Call]:
    """The best k is the one whose accuracies have the highest mean."""
    low = draw.integer(20, 40)
    means = (low, EVEN), (low + 9, ONE_GOOD), (low + 12, ONE_BAD), (low + 7, STEADY), (low - 5, EVEN)
    others = (low, EVEN), (low + 4, STEADY), (low + 3, ONE_GOOD), (low + 2, EVEN), (low + 6, ONE_BAD)
    medians = (low + 4, ONE_BAD), (low + 1, EVEN), (low + 6, ONE_GOOD)  # the first has the highest median
    return [_table((1, 4, 6, 9, 20), *means), _table((2, 3, 8, 10, 15), *others), _table((3, 7, 11), *medians)]


@best.check(2, hint="Two k are equally good: which does your comparison keep, the first or the last?")
def ties_go_to_the_smallest_k(draw: RandomInputs) -> Call:
    """Of equally good k, the smallest wins; the dict has its k in ascending order."""
    low = draw.integer(20, 40)
    return _table((1, 3, 5, 8, 12), (low + 2, EVEN), (low + 8, WIDE), (low, EVEN), (low + 8, WIDE), (low + 8, WIDE))


@best.check(1, near_misses=(), hint="What does your search start from, and can a k with a mean of 0 beat it?")
def some_k_is_best_even_when_nothing_is_right(draw: RandomInputs) -> Call:
    """A k whose folds have no right answer at all is still the best, when there is no other."""
    return {"k_to_accuracies": {draw.integer(2, 9): [0.0, 0.0, 0.0]}}


best.keeps_inputs(1, "accuracies_stay_as_they_were", of="The dict and its lists").says(
    hint="Is the dict, or a list within it, written to?"
)
