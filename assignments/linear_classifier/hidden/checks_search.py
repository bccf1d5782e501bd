"""Hidden checks of searching: for weights at random, and for the learning rate and regularization that train best."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, satisfies
from autograder.checks.random_inputs import RandomInputs
from autograder.model import Check

Decorator = Callable[[Callable[..., Any]], tuple[Check, ...]]


# ---------------------------------------------------------------- random_search


def _search_loss(W: Tensor, inputs: Mapping[str, Any]) -> float:
    """Compute what the probe's loss function returns, in float64."""
    scores = inputs["X"] @ W.double()
    return float(scores.square().mean() - scores[torch.arange(len(inputs["y"])), inputs["y"]].mean())


def _of_tries(inputs: Mapping[str, Any], tried: list[Tensor]) -> list[float]:
    return [_search_loss(W, inputs) for W in tried]


def _near(inputs: Mapping[str, Any]) -> float:
    return 1e-9 if inputs.dtype == torch.float64 else 1e-5  # type: ignore[attr-defined]


def _wrong_count(got: Any, inputs: Mapping[str, Any]) -> str | None:
    tried = got["tried"]
    shape = (inputs["X"].shape[1], int(inputs["y"].max()) + 1)
    if len(tried) != inputs["num_tries"] or any(tuple(W.shape) != shape for W in tried):
        return (
            f"expected {inputs['num_tries']} tries of shape {shape}, got {len(tried)} that differ from one to the next"
        )
    return None


def _best_is_kept(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    best = got["best_W"]
    if not isinstance(best, Tensor) or not got["tried"] or best.shape != got["tried"][0].shape:
        return "best_W doesn't have the shape of the weights that were tried"
    losses = _of_tries(inputs, got["tried"])
    kept = _search_loss(best, inputs)
    if kept <= min(losses) + _near(inputs):
        return None
    if abs(kept - losses[-1]) < _near(inputs):
        return "best_W is the last W that was tried; was it overwritten by later tries?"
    better = sum(loss < kept - _near(inputs) for loss in losses)
    return f"{better} of {len(losses)} tries had a lower loss than best_W has"


def _losses_are_those(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    right = _of_tries(inputs, got["tried"])
    if len(got["losses"]) != inputs["num_tries"]:
        return f"expected {inputs['num_tries']} losses, one for each try, got {len(got['losses'])}"
    off = sum(not abs(a - b) < _near(inputs) for a, b in zip(got["losses"], right, strict=False))
    if not off:
        return None
    falling = [min(right[: i + 1]) for i in range(len(right))]
    if all(abs(a - b) < _near(inputs) for a, b in zip(got["losses"], falling, strict=False)):
        return "these are the best losses so far, not the losses of the tries"
    return f"{off} of {len(got['losses'])} losses aren't those of the tries, in their order"


def _best_loss_is_lowest(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    lowest = min(_of_tries(inputs, got["tried"]), default=0.0)
    return None if abs(got["best_loss"] - lowest) < _near(inputs) else "best_loss isn't the lowest loss of all tries"


def _tries_are_normal(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    if complaint := _wrong_count(got, inputs):
        return complaint
    values = torch.stack(got["tried"]).double()
    mean, std = float(values.mean()), float(values.std())
    if abs(mean) > 0.001:
        return "the mean of the weights that were tried isn't near 0"
    if not 0.009 < std < 0.011:
        return f"the standard deviation of the weights that were tried is {std / 0.01:.2g} times what it should be"
    beyond = float((values.abs() > 0.02).double().mean())  # 4.6 % of a normal distribution, nothing of a uniform one
    return None if 0.03 < beyond < 0.06 else "the weights that were tried aren't normally distributed"


def _generator_decides(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    if got["best_W"].shape != got["again"].shape or not torch.equal(got["best_W"], got["again"]):
        return "two searches from the same state of the generator tried different weights"
    if torch.equal(got["best_W"], got["other"]):
        return "searches from different states of the generator tried the same weights"
    return None


def _tries_have_the_dtype(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got["best_W"].dtype))  # type: ignore[attr-defined]
    return None if wanted == seen else f"X was {wanted}, and best_W is {seen}"


def _to_search(rng: RandomInputs) -> dict[str, Any]:
    return {"X": rng.normal(9, 12), "y": rng.labels(9, 4), "num_tries": 60, "seed": rng.integer(1, 10**6)}


def _search(rule: Any, points: float, hint: str, dtypes: tuple[str, ...] = ("float64",)) -> Decorator:
    return check(
        asks="random_search",
        points=points,
        judge=satisfies(rule, structure=False),
        probe="searches",
        hint=hint,
        dtypes=dtypes,
    )


@_search(
    _best_is_kept,
    2,
    "Which W is kept when a later one is worse? Is it a tensor of its own, or the one that the next try overwrites?",
)
def best_try_is_kept(rng: RandomInputs) -> list[dict[str, Any]]:
    """best_W has the lowest loss of all that were tried."""
    return [_to_search(rng), _to_search(rng)]  # the best of 60 may be the last by luck, of both searches hardly


@_search(_losses_are_those, 1, "How many entries does losses have after the first try, and after the last?")
def every_loss_is_told(rng: RandomInputs) -> dict[str, Any]:
    """losses holds the loss of each try, in order."""
    return _to_search(rng)


@_search(_best_loss_is_lowest, 1, "What does best_loss start from, and when is it set?")
def best_loss_is_the_lowest(rng: RandomInputs) -> dict[str, Any]:
    """best_loss is the lowest of all losses."""
    return _to_search(rng)


@_search(
    _tries_are_normal,
    1,
    "Which mean and standard deviation do the numbers have that you draw? Are they drawn anew for each try?",
)
def tries_are_small_and_normal(rng: RandomInputs) -> dict[str, Any]:
    """Each try draws new weights from a normal distribution with mean 0 and standard deviation 0.01."""
    return {"X": rng.normal(9, 25), "y": rng.labels(9, 8), "num_tries": 60, "seed": rng.integer(1, 10**6)}


@_search(_generator_decides, 1, "Where do your random numbers come from, when a generator is given?")
def generator_decides_the_tries(rng: RandomInputs) -> dict[str, Any]:
    """The same state of the generator gives the same tries, another state others."""
    return _to_search(rng)


@_search(_tries_have_the_dtype, 0.5, "Which dtype does torch.randn give when you don't say?", ("float64", "float32"))
def tries_have_the_dtype_of_the_data(rng: RandomInputs) -> dict[str, Any]:
    """best_W has the dtype of X."""
    return _to_search(rng)


# ---------------------------------------------------------------- the search


def _numbers(value: Any) -> list[float] | None:
    value = value.tolist() if isinstance(value, Tensor) else value
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, (int, float)) for item in value):
        return None
    return [float(item) for item in value]


def _lists(got: Any) -> tuple[list[float], list[float]] | None:
    if not isinstance(got, (list, tuple)) or len(got) != 2:
        return None
    rates, strengths = _numbers(got[0]), _numbers(got[1])
    return None if rates is None or strengths is None else (rates, strengths)


def _well_formed(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    lists = _lists(got)
    if lists is None:
        return "expected two lists of numbers, (learning_rates, regularization_strengths)"
    rates, strengths = lists
    pairs = len(set(rates)) * len(set(strengths))
    if not 5 <= pairs <= 25:
        return f"the lists make {pairs} different pairs; try 5 to 25"
    if not all(rate > 0 for rate in rates) or not all(strength >= 0 for strength in strengths):
        return "a learning rate isn't positive, or a regularization strength is negative"
    return None


@functools.cache
def _images() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Make data that ask for the same settings as centred images do: one direction (brightness) varies far more than all others.

    The variances along the directions are those of 32×32 colour images in [0, 1], the first twelve of them.
    """
    generator = torch.Generator().manual_seed(20260928)
    variances = torch.tensor([164, 32, 8, 5, 2.2, 1.9, 1.6, 1.4, 1.2, 1, 1, 0.9], dtype=torch.float64)
    centres = torch.randn(10, 12, generator=generator, dtype=torch.float64)
    y = torch.arange(1000) % 10
    X = variances.sqrt() * (0.75 * centres[y] + 0.65 * torch.randn(1000, 12, generator=generator, dtype=torch.float64))
    X = torch.cat([X - X.mean(0), torch.ones(1000, 1, dtype=torch.float64)], dim=1)
    return X[:600], y[:600], X[600:], y[600:]


@functools.cache
def _accuracy(loss: str, rate: float, strength: float) -> float:
    """Train on that data, here and with code of our own, and return the accuracy on the rest of it."""
    X, y, X_val, y_val = _images()
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


def _holds_a_good_pair(loss: str) -> Any:
    def rule(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
        rates, strengths = _lists(got) or ([], [])
        pairs = [(rate, strength) for rate in rates[:25] for strength in strengths[:25]][:25]
        reached = max((_accuracy(loss, *pair) for pair in pairs), default=0.0)
        within_reach = max(_accuracy(loss, rate, 1e-3) for rate in (1e-3, 3e-3, 1e-2))
        if reached > 0.75 * within_reach:
            return None
        return f"the best of your pairs reaches {reached / within_reach:.0%} of the accuracy that a good pair reaches on data like images"

    return satisfies(rule, structure=False)


PARAMS_HINT = "Quantities that act by their order of magnitude are spaced by factors. How far do your lists reach, from the smallest to the largest?"


@check(
    asks=("svm_get_search_params", "softmax_get_search_params"), points=1, judge=satisfies(_well_formed, structure=False),
    hint="How many pairs do your two lists make?",
)  # fmt: skip
def lists_make_5_to_25_pairs(rng: RandomInputs) -> dict[str, Any]:
    """Two lists of positive numbers make 5 to 25 different pairs."""
    return {}


@check(asks="svm_get_search_params", points=1, judge=_holds_a_good_pair("svm"), hint=PARAMS_HINT)
def some_pair_trains_well(rng: RandomInputs) -> dict[str, Any]:
    """At least one of the pairs trains a good classifier on data like images, in 300 steps."""
    return {}


@check(asks="softmax_get_search_params", points=1, judge=_holds_a_good_pair("softmax"), hint=PARAMS_HINT)
def some_pair_trains_softmax_well(rng: RandomInputs) -> dict[str, Any]:
    """At least one of the pairs trains a good classifier on data like images, in 300 steps."""
    return {}


def _trained_as_told(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    calls, wanted = got["calls"], expected["calls"][0]
    if len(calls) != 1:
        return f"train was called {len(calls)} times, not once"
    call = calls[0]
    for name in ("X", "y"):
        if (
            not isinstance(call[name], Tensor)
            or call[name].shape != wanted[name].shape
            or not torch.equal(call[name].double(), wanted[name].double())
        ):
            return f"{name}: the classifier was trained on something else than data_dict['{name}_train']"
    names = {"learning_rate": "lr", "reg": "reg", "num_iters": "num_iters"}
    off = [own for theirs, own in names.items() if call[theirs] != wanted[theirs]]
    return f"{' and '.join(off)}: the classifier was trained with another value" if off else None


def _accuracies_are(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """Accept fractions and percents."""
    for name, said in (("train_acc", "training"), ("val_acc", "validation")):
        right = expected[name]
        if not min(abs(got[name] - right), abs(got[name] - 100 * right)) < 1e-3:
            return f"the {said} accuracy is off"
    return None


def _same_object(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    return None if got["same"] is True else "the first thing that comes back isn't the classifier that was passed in"


def _one_pair(rng: RandomInputs) -> dict[str, Any]:
    sizes = {"train": (20, 14), "val": (16, 7)}
    data: dict[str, Tensor] = {}
    for part, (count, right) in sizes.items():
        labels = rng.labels(count, 4)
        predicted = torch.where(
            torch.arange(count) < right, labels, (labels + 1) % 4
        )  # what the probe's classifier will say
        data[f"X_{part}"] = torch.cat([predicted[:, None].double(), rng.normal(count, 2)], dim=1)
        data[f"y_{part}"] = labels
    return {"data_dict": data, "lr": 0.125, "reg": 0.0625, "num_iters": rng.integer(3, 40)}


def _pair(rule: Any, hint: str) -> Decorator:
    return check(
        asks="test_one_param_set",
        points=1,
        judge=satisfies(rule, structure=False),
        probe="one_param_set",
        hint=hint,
        dtypes=("float32",),
    )


@_pair(
    _trained_as_told, "Which arguments of train are left at their defaults in your call? On which data does it train?"
)
def classifier_is_trained_as_told(rng: RandomInputs) -> dict[str, Any]:
    """The classifier is trained once, on the training data, with lr, reg and num_iters."""
    return _one_pair(rng)


@_pair(
    _accuracies_are,
    "Predictions for which images are compared with which labels, and by how many is the count divided?",
)
def accuracies_are_those_of_their_own_data(rng: RandomInputs) -> dict[str, Any]:
    """train_acc is the share of training images that are right, val_acc that of validation images."""
    return _one_pair(rng)


@_pair(_same_object, "What are the three things to return, and in which order?")
def classifier_comes_back(rng: RandomInputs) -> dict[str, Any]:
    """The classifier itself comes back first."""
    return _one_pair(rng)
