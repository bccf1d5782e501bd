"""Hidden checks of the search: the settings that are tried, and how the best network is found. Each fails for one reason."""

import functools
import itertools
import math

import torch
from _shared.checks.settings import like_images, lists_of_numbers, why_no_lists
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, question

# ---------------------------------------------------------------- nn_get_search_params


MOST = 24  # of combinations, so of learning rates too
settings = question("nn_get_search_params", example={})


@settings.rule(2, hint="How many combinations do your four lists make, and what does each of the four mean?")
def lists_make_4_to_24_combinations(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Four lists of sensible numbers make 4 to 24 different combinations."""
    lists = lists_of_numbers(got, 4)
    if lists is None:
        return f"expected four lists of numbers, (learning_rates, hidden_sizes, regularization_strengths, learning_rate_decays); {why_no_lists(got)}"
    rates, sizes, strengths, decays = lists
    count = math.prod(len(set(values)) for values in lists)
    if not 4 <= count <= MOST:
        return f"the lists make {count} different combinations; try 4 to 24"
    if not all(size >= 1 and size == int(size) for size in sizes):
        return "a hidden size isn't a positive whole number"
    if not all(rate > 0 for rate in rates) or not all(strength >= 0 for strength in strengths):
        return "a learning rate isn't positive, or a regularization strength is negative"
    return None if all(0 < decay <= 1 for decay in decays) else "a learning rate decay isn't between 0 and 1"


STEPS, EPOCH = 150, 8  # about 10 ms for each learning rate; an epoch is as long as in the notebook


@functools.cache
def _accuracy(rate: float, size: int, strength: float, decay: float = 1.0) -> float:
    """Train a small network on that data, here and with code of our own: the accuracy on the rest of it."""
    X, y, X_val, y_val = like_images(200, 200, torch.float32)
    true = torch.eye(10)[y]
    generator = torch.Generator().manual_seed(0)
    W1, W2 = 0.03 * torch.randn(12, size, generator=generator), 0.1 * torch.randn(size, 10, generator=generator)
    for step in range(STEPS):
        if step % EPOCH == EPOCH - 1:
            rate *= decay
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
    # Each learning rate is tried with the largest hidden layer and the weakest penalty of the lists, as it is and with the quickest decay:
    # with that, one that is nearly too large trains well.
    if (lists := lists_of_numbers(got, 4)) is None:
        return f"expected four lists of numbers; {why_no_lists(got)}"
    rates, sizes, strengths, decays = lists
    if not all(lists):
        return "a list is empty"
    size, strength = int(min(max(*sizes, 1), 16)), max(min(strengths), 0.0)
    tried = itertools.product(sorted(set(rates))[:MOST], {1.0, min(max(min(decays), 0.0), 1.0)})
    reached = max(_accuracy(rate, size, strength, decay) for rate, decay in tried)
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
    parts = ("train", 40, 4), ("val", 30, 3)  # of the last class there are no validation images
    for part, count, classes in parts:
        data[f"y_{part}"] = draw.labels(count, classes)
        noise = draw.normal(count, 2, mean=20.0)
        data[f"X_{part}"] = torch.cat([data[f"y_{part}"][:, None].double(), noise], dim=1)
    return {"data_dict": data, "lists": lists, "right_train": right_train, "right_val": right_val}


SETTINGS = ("learning_rate", "hidden_size", "reg", "learning_rate_decay")
NOT_AS_TOLD = {
    "sizes": "a network was made with another number of inputs or outputs",
    "dtype": "a network was made with another dtype or device than the data's",
    "data": "a network was trained or validated on other data than those of data_dict",
    "steps": "a network was trained with another num_iters or batch_size than the docstring's",
    "training": "a network was made and not trained",
}
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
        settings = [name for number, name in enumerate(SETTINGS) if number in got["strange"]]
        how = f"with another {' and '.join(settings)} than its list has" if settings else "not at all"
        return f"{strange} of {len(got['tried'])} networks were trained {how}"
    tried, trainings = len(set(got["tried"])), len(got["tried"])
    return f"{tried} of {len(expected['tried'])} combinations were tried, in {trainings} trainings; each is to be trained once"


@search.rule(
    1, hint="How many inputs and outputs does a network need? Which four tensors does train get, and in which order?"
)
def networks_get_the_data(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Each network has D inputs and C outputs, and is trained as asked on the training data, with the validation data beside."""
    complaints = [said for name, said in NOT_AS_TOLD.items() if name in got["not_as_told"]]
    return "; ".join(complaints) or None


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
