"""Hidden checks of searching for the learning rate and the regularization that train best. Each fails for one reason."""

import functools

import torch
from _shared.checks.settings import like_images, lists_of_numbers, why_no_lists
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, question

# ---------------------------------------------------------------- which pairs are tried


SVM, SOFTMAX = "svm_get_search_params", "softmax_get_search_params"
settings = question(SVM, SOFTMAX, example={})


@settings.rule(1, hint="How many pairs do your two lists make?")
def lists_make_5_to_25_pairs(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Two lists of positive numbers make 5 to 25 different pairs."""
    lists = lists_of_numbers(got, 2)
    if lists is None:
        return f"expected two lists of numbers, (learning_rates, regularization_strengths); {why_no_lists(got)}"
    rates, strengths = lists
    pairs = len(set(rates)) * len(set(strengths))
    if not 5 <= pairs <= 25:
        return f"the lists make {pairs} different pairs; try 5 to 25"
    if not all(rate > 0 for rate in rates) or not all(strength >= 0 for strength in strengths):
        return "a learning rate isn't positive, or a regularization strength is negative"
    return None


@functools.cache
def _accuracy(loss: str, rate: float, strength: float) -> float:
    """Train on that data, here and with code of our own, and return the accuracy on the rest of it."""
    X, y, X_val, y_val = like_images(600, 400, torch.float64)
    X, X_val = (torch.cat([part, torch.ones(len(part), 1, dtype=torch.float64)], dim=1) for part in (X, X_val))
    one_hot = torch.eye(10, dtype=torch.float64)
    W = torch.zeros(X.shape[1], 10, dtype=torch.float64)
    generator = torch.Generator().manual_seed(0)
    for _ in range(300):
        chosen = torch.randint(len(X), (100,), generator=generator)
        rows, true = X[chosen], one_hot[y[chosen]]
        scores = rows @ W
        if loss == "softmax":
            counts = scores.softmax(1) - true
        else:
            push = ((scores - (scores * true).sum(1, keepdim=True) + 1 > 0).double()) * (1 - true)
            counts = push - push.sum(1, keepdim=True) * true
        W = W - rate * (rows.T @ counts / len(rows) + 2 * strength * W)
    return float(((X_val @ W).argmax(1) == y_val).double().mean()) if bool(torch.isfinite(W).all()) else 0.0


def _holds_a_good_pair(loss: str, got: Answer) -> str | None:
    if (lists := lists_of_numbers(got, 2)) is None:
        return f"expected two lists of numbers; {why_no_lists(got)}"
    rates, strengths = lists
    pairs = [(rate, strength) for rate in rates[:25] for strength in strengths[:25]][:25]
    reached = max((_accuracy(loss, *pair) for pair in pairs), default=0.0)
    within_reach = max(_accuracy(loss, rate, 1e-3) for rate in (1e-3, 3e-3, 1e-2))
    if reached > 0.75 * within_reach:
        return None
    return f"the best of your pairs reaches {reached / within_reach:.0%} of the accuracy that a good pair reaches on data like images"


FACTORS_HINT = "Quantities that act by their order of magnitude are spaced by factors. How far do your lists reach, from the smallest to the largest?"


@settings.rule({SVM: 1}, hint=FACTORS_HINT)
def some_pair_trains_well(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """At least one of the pairs trains a good classifier on data like images, in 300 steps."""
    return _holds_a_good_pair("svm", got)


@settings.rule({SOFTMAX: 1}, hint=FACTORS_HINT)
def some_pair_trains_softmax_well(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """At least one of the pairs trains a good classifier on data like images, in 300 steps."""
    return _holds_a_good_pair("softmax", got)


# ---------------------------------------------------------------- test_one_param_set


def _one_pair(draw: RandomInputs) -> Call:
    """Draw points whose first feature is what the driver's classifier predicts: 14 of 20 right, and 7 of 16."""
    data: dict[str, Tensor] = {}
    for part, count, right in (("train", 20, 14), ("val", 16, 7)):
        while True:
            labels = draw.labels(count, 4)
            predicted = torch.where(torch.arange(count) < right, labels, (labels + 1) % 4)
            others = data.get("y_train", 1 + predicted)[:count]
            if int((predicted == others).sum()) != right:  # training labels in the place of validation labels show
                break
        data[f"X_{part}"] = torch.cat([predicted[:, None].double(), draw.normal(count, 2)], dim=1)
        data[f"y_{part}"] = labels
    return {"data_dict": data, "lr": 0.125, "reg": 0.0625, "num_iters": draw.integer(3, 40)}


pair = question("test_one_param_set", driver="one_param_set", example=_one_pair)


@pair.rule(1, hint="Which arguments of train are left at their defaults in your call? On which data does it train?")
def classifier_is_trained_as_told(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The classifier is trained once, on the training data, with lr, reg and num_iters."""
    calls, wanted = got["calls"], expected["calls"][0]
    if len(calls) != 1:
        return f"train was called {len(calls)} times, not once"
    for name in ("X", "y"):
        seen, right = calls[0][name], wanted[name]
        if not isinstance(seen, Tensor) or seen.shape != right.shape or not torch.equal(seen.double(), right.double()):
            return f"{name}: the classifier was trained on something else than data_dict['{name}_train']"
    names = {"learning_rate": "lr", "reg": "reg", "num_iters": "num_iters"}
    off = [own for theirs, own in names.items() if calls[0][theirs] != wanted[theirs]]
    return f"{' and '.join(off)}: the classifier was trained with another value" if off else None


@pair.rule(1, hint="Predictions for which images are compared with which labels, and by how many is the count divided?")
def accuracies_are_those_of_their_own_data(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """train_acc is the share of training images that are right, val_acc that of validation images."""
    for name, said in (("train_acc", "training"), ("val_acc", "validation")):
        right = expected[name]
        if not min(abs(got[name] - right), abs(got[name] - 100 * right)) < 1e-3:  # fractions and percents will do
            return f"the {said} accuracy is off"
    return None


@pair.rule(1, hint="What are the three things to return, and in which order?")
def classifier_comes_back(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The classifier itself comes back first."""
    return None if got["same"] is True else "the first thing that comes back isn't the classifier that was passed in"
