"""Hidden checks of the search: the settings that are tried, and how the best network is found. Each fails for one reason."""

import functools
import math

import torch
from _shared.checks.settings import like_images, lists_of_numbers, why_no_lists
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, question

# ---------------------------------------------------------------- nn_get_search_params


settings = question("nn_get_search_params", example={})


@settings.rule(2, hint="How many combinations do your four lists make, and what does each of the four mean?")
def lists_make_4_to_24_combinations(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Four lists of sensible numbers make 4 to 24 different combinations."""
    lists = lists_of_numbers(got, 4)
    if lists is None:
        return f"expected four lists of numbers, (learning_rates, hidden_sizes, regularization_strengths, learning_rate_decays); {why_no_lists(got)}"
    rates, sizes, strengths, decays = lists
    count = math.prod(len(set(values)) for values in lists)
    if not 4 <= count <= 24:
        return f"the lists make {count} different combinations; try 4 to 24"
    if not all(size >= 1 and size == int(size) for size in sizes):
        return "a hidden size isn't a positive whole number"
    if not all(rate > 0 for rate in rates) or not all(strength >= 0 for strength in strengths):
        return "a learning rate isn't positive, or a regularization strength is negative"
    return None if all(0 < decay <= 1 for decay in decays) else "a learning rate decay isn't between 0 and 1"


STEPS = 150  # about 10 ms for each learning rate


@functools.cache
def _accuracy(rate: float, size: int, strength: float) -> float:
    """Train a small network on that data, here and with code of our own: the accuracy on the rest of it."""
    X, y, X_val, y_val = like_images(200, 200, torch.float32)
    true = torch.eye(10)[y]
    generator = torch.Generator().manual_seed(0)
    W1, W2 = 0.03 * torch.randn(12, size, generator=generator), 0.1 * torch.randn(size, 10, generator=generator)
    for _ in range(STEPS):
        hidden = (X @ W1).clamp_(min=0)
        push = ((hidden @ W2).softmax(1) - true) / len(X)
        back = (push @ W2.T) * (hidden > 0)
        W2 = W2 - rate * (hidden.T @ push + 2 * strength * W2)
        W1 = W1 - rate * (X.T @ back + 2 * strength * W1)
    right = ((X_val @ W1).clamp(min=0) @ W2).argmax(1) == y_val
    return float(right.double().mean()) if bool(torch.isfinite(W2).all()) else 0.0


@settings.rule(
    3,
    hint="Quantities that act by their order of magnitude are spaced by factors. How far do your learning rates reach?",
)
def some_setting_trains_well(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """At least one of the settings trains a good network on data like images."""
    # Each learning rate is tried with the largest hidden layer and the weakest penalty of the lists.
    if (lists := lists_of_numbers(got, 4)) is None:
        return f"expected four lists of numbers; {why_no_lists(got)}"
    rates, sizes, strengths, _ = lists
    if not rates or not sizes or not strengths:
        return "a list is empty"
    size = int(min(max(*sizes, 1), 16))
    reached = max(_accuracy(rate, size, max(min(strengths), 0.0)) for rate in sorted(set(rates))[:5])
    within_reach = _accuracy(0.1, 16, 1e-4)
    if reached > 0.55 * within_reach:
        return None
    return f"the best of your settings reaches {reached / within_reach:.0%} of the accuracy that a good one reaches on data like images"


# ---------------------------------------------------------------- find_best_net


BEST = 19  # of 24 combinations, that of the second number of each list: who leaves any loop early never meets it, and it isn't the last


def _searched(draw: RandomInputs) -> Call:
    """Draw lists for 24 combinations, and how often each network will be right; the best on training data is another than on validation data."""
    lists = [[0.01, 0.1], [8, 16, 24], [1e-4, 1e-2], [0.9, 1.0]]
    right_val, right_train = (draw.permutation(24).tolist() for _ in range(2))
    for right, place in ((right_val, BEST), (right_train, draw.integer(0, BEST))):
        best = right.index(23)
        right[best], right[place] = right[place], right[best]
    data: dict[str, Tensor] = {}
    for part, count in (("train", 40), ("val", 30)):
        data[f"y_{part}"] = draw.labels(count, 4)
        noise = draw.normal(count, 2, mean=20.0)
        data[f"X_{part}"] = torch.cat([data[f"y_{part}"][:, None].double(), noise], dim=1)
    return {"data_dict": data, "lists": lists, "right_train": right_train, "right_val": right_val}


search = question("find_best_net", driver="searches", example=_searched)


@search.rule(
    4, hint="How many networks do lists of 2, 3, 2 and 2 numbers make, and what is the order of the four lists?"
)
def every_combination_is_tried_once(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """One network is made and trained for each combination of the four lists."""
    if got["tried"] == expected["tried"]:
        return None
    strange = sum(index < 0 for index in got["tried"])
    if strange:
        return f"{strange} of {len(got['tried'])} networks were made or trained with settings that aren't a combination of the lists, or not trained"
    return f"{len(set(got['tried']))} of {len(expected['tried'])} combinations were tried, in {len(got['tried'])} trainings"


@search.rule(
    1, hint="How many inputs and outputs does a network need? Which four tensors does train get, and in which order?"
)
def networks_get_the_data(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Each network has D inputs and C outputs, and is trained as asked on the training data, with the validation data beside."""
    complaint = "a network was made with other sizes, trained or validated on other data than those of data_dict, or with another num_iters or batch_size than the docstring's"
    return None if got["as_told"] == expected["as_told"] else complaint


@search.rule(4, hint="When is the best one so far replaced, by which number, and on which data was it measured?")
def best_on_validation_data_is_kept(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """best_net is the network with the highest accuracy on the validation data."""
    same = got["best"] == expected["best"]
    return None if same else "best_net isn't the network with the highest validation accuracy"


@search.rule(1, hint="Which training do the statistics belong to?")
def statistics_are_those_of_the_best(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """best_stat is what train returned for best_net."""
    return None if got["stat"] == expected["stat"] else "best_stat isn't what best_net's training returned"


@search.rule(
    2, hint="Of which network, and on which data, is the accuracy that comes back? By how many is the count divided?"
)
def accuracy_is_that_of_the_best(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """best_val_acc is the accuracy of best_net on the validation data."""
    off = min(abs(got["val_acc"] - expected["val_acc"]), abs(got["val_acc"] - 100 * expected["val_acc"]))
    return None if off < 1e-3 else "best_val_acc is off"  # fractions and percents will do
