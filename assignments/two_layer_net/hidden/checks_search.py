"""Hidden checks of the search: the settings that are tried, and how the best network is found. Each fails for one reason."""

from __future__ import annotations

import functools
import math
from typing import Any

import torch
from torch import Tensor

from autograder.checks import Call, CaseInputs, RandomInputs, question
from autograder.checks.judges import Rule

# ---------------------------------------------------------------- nn_get_search_params


def _lists(got: Any) -> list[list[float]] | None:
    """Return four lists of finite numbers, None where that isn't what came."""
    lists = [one.tolist() if isinstance(one, Tensor) else one for one in got] if isinstance(got, (list, tuple)) else []
    if len(lists) != 4 or not all(isinstance(values, (list, tuple)) for values in lists):
        return None
    finite = all(isinstance(number, (int, float)) and math.isfinite(number) for values in lists for number in values)
    return [[float(number) for number in values] for values in lists] if finite else None


def _well_formed(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    lists = _lists(got)
    if lists is None:
        return "expected four lists of numbers, (learning_rates, hidden_sizes, regularization_strengths, learning_rate_decays)"
    rates, sizes, strengths, decays = lists
    count = math.prod(len(set(values)) for values in lists)
    if not 4 <= count <= 24:
        return f"the lists make {count} different combinations; try 4 to 24"
    if not all(size >= 1 and size == int(size) for size in sizes):
        return "a hidden size isn't a positive whole number"
    if not all(rate > 0 for rate in rates) or not all(strength >= 0 for strength in strengths):
        return "a learning rate isn't positive, or a regularization strength is negative"
    return None if all(0 < decay <= 1 for decay in decays) else "a learning rate decay isn't between 0 and 1"


@functools.cache
def _like_images() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Make data that ask for the same settings as centred images do: one direction (brightness) varies far more than all others.

    The variances along the directions are those of 32×32 colour images in [0, 1], the first twelve of them.
    """
    generator = torch.Generator().manual_seed(20260928)
    variances = torch.tensor([164, 32, 8, 5, 2.2, 1.9, 1.6, 1.4, 1.2, 1, 1, 0.9])
    centres = torch.randn(10, 12, generator=generator)
    y = torch.arange(400) % 10
    X = variances.sqrt() * (0.75 * centres[y] + 0.65 * torch.randn(400, 12, generator=generator))
    X = X - X.mean(0)
    return X[:200], y[:200], X[200:], y[200:]


STEPS = 150  # about 10 ms for each learning rate


@functools.cache
def _accuracy(rate: float, size: int, strength: float) -> float:
    """Train a small network on that data, here and with code of our own: the accuracy on the rest of it."""
    X, y, X_val, y_val = _like_images()
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


def _some_rate_learns(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Try each learning rate with the largest hidden layer and the weakest penalty of the lists."""
    rates, sizes, strengths, _ = _lists(got) or ([], [], [], [])
    if not rates or not sizes or not strengths:
        return "a list is empty"
    size = int(min(max(*sizes, 1), 16))
    reached = max(_accuracy(rate, size, max(min(strengths), 0.0)) for rate in sorted(set(rates))[:5])
    within_reach = _accuracy(0.1, 16, 1e-4)
    if reached > 0.55 * within_reach:
        return None
    return f"the best of your settings reaches {reached / within_reach:.0%} of the accuracy that a good one reaches on data like images"


settings = question("nn_get_search_params", dtypes=("float32",))


@settings.check(
    2, rule=_well_formed, hint="How many combinations do your four lists make, and what does each of the four mean?"
)
def lists_make_4_to_24_combinations(draw: RandomInputs) -> Call:
    """Four lists of sensible numbers make 4 to 24 different combinations."""
    return {}


@settings.check(
    3,
    rule=_some_rate_learns,
    hint="Quantities that act by their order of magnitude are spaced by factors. How far do your learning rates reach?",
)
def some_setting_trains_well(draw: RandomInputs) -> Call:
    """At least one of the settings trains a good network on data like images."""
    return {}


# ---------------------------------------------------------------- find_best_net


def _searched(draw: RandomInputs) -> Call:
    """Draw lists for 24 combinations, and how often each network will be right.

    The best on training data is another than on validation data. The latter has the second decay, and is neither the first nor the last.
    """
    lists = [[0.01, 0.1], [8, 16, 24], [1e-4, 1e-2], [0.9, 1.0]]
    right_val, right_train = (draw.permutation(24).tolist() for _ in range(2))
    best, train_best, inside = right_val.index(23), right_train.index(23), draw.integer(0, 10)
    aim = next(i for i in (2 * inside + 1, 2 * inside + 3) if i not in (train_best, 23))
    right_val[best], right_val[aim] = right_val[aim], right_val[best]
    data: dict[str, Tensor] = {}
    for part, count in (("train", 40), ("val", 30)):
        data[f"y_{part}"] = draw.labels(count, 4)
        data[f"X_{part}"] = torch.cat([data[f"y_{part}"][:, None].double(), draw.normal(count, 2)], dim=1)
    return {"data_dict": data, "lists": lists, "right_train": right_train, "right_val": right_val}


def _field(name: str, complaint: str) -> Rule:
    return lambda got, expected, inputs: None if got[name] == expected[name] else complaint


def _every_one_tried(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    if got["tried"] == expected["tried"]:
        return None
    strange = sum(index < 0 for index in got["tried"])
    if strange:
        return f"{strange} of {len(got['tried'])} networks were made or trained with settings that aren't a combination of the lists, or not trained"
    return f"{len(set(got['tried']))} of {len(expected['tried'])} combinations were tried, in {len(got['tried'])} trainings"


def _accuracy_is(got: Any, expected: Any, inputs: CaseInputs) -> str | None:
    """Accept fractions and percents."""
    right = expected["val_acc"]
    return None if min(abs(got["val_acc"] - right), abs(got["val_acc"] - 100 * right)) < 1e-3 else "best_val_acc is off"


search = question("find_best_net", driver="searches", dtypes=("float32",))


@search.check(
    4,
    rule=_every_one_tried,
    hint="How many networks do lists of 2, 3, 2 and 2 numbers make, and what is the order of the four lists?",
)
def every_combination_is_tried_once(draw: RandomInputs) -> Call:
    """One network is made and trained for each combination of the four lists."""
    return _searched(draw)


@search.check(
    1,
    rule=_field(
        "as_told", "a network was made with other sizes, or trained or validated on other data than those of data_dict"
    ),
    hint="How many inputs and outputs does a network need? Which four tensors does train get, and in which order?",
)
def networks_get_the_data(draw: RandomInputs) -> Call:
    """Each network has D inputs and C outputs, and is trained on the training data, with the validation data beside."""
    return _searched(draw)


@search.check(
    4,
    rule=_field("best", "best_net isn't the network with the highest validation accuracy"),
    hint="When is the best one so far replaced, by which number, and on which data was it measured?",
)
def best_on_validation_data_is_kept(draw: RandomInputs) -> Call:
    """best_net is the network with the highest accuracy on the validation data."""
    return _searched(draw)


@search.check(
    1,
    rule=_field("stat", "best_stat isn't what best_net's training returned"),
    hint="Which training do the statistics belong to?",
)
def statistics_are_those_of_the_best(draw: RandomInputs) -> Call:
    """best_stat is what train returned for best_net."""
    return _searched(draw)


@search.check(
    2,
    rule=_accuracy_is,
    hint="Of which network, and on which data, is the accuracy that comes back? By how many is the count divided?",
)
def accuracy_is_that_of_the_best(draw: RandomInputs) -> Call:
    """best_val_acc is the accuracy of best_net on the validation data."""
    return _searched(draw)
