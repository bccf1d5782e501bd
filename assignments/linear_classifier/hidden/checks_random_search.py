"""Hidden checks of random search. Each fails for one reason.

The driver hands in a loss function of its own, and tells which weights it was asked about.
"""

import torch
from torch import Tensor

from autograder.checks import BOTH_DTYPES, Answer, Call, CaseInputs, RandomInputs, question

NEAR = 1e-7  # of losses of about 0.01, which may have been kept in float32


def _search_loss(W: Tensor, inputs: CaseInputs) -> float:
    """Compute what the driver's loss function returns, in float64."""
    scores = inputs["X"] @ W.double()
    return float(scores.square().mean() - scores[torch.arange(len(inputs["y"])), inputs["y"]].mean())


def _of_tries(got: Answer, inputs: CaseInputs) -> list[float]:
    return [_search_loss(W, inputs) for W in got["tried"]]


def _to_search(draw: RandomInputs, features: int = 12, classes: int = 4, left_out: int | None = None) -> Call:
    """Draw images whose labels all occur, but for the one that is left out."""
    X, y = draw.normal(9, features), draw.labels(9, classes)
    y[y == left_out] = classes - 1
    return {"X": X, "y": y, "num_tries": 60, "seed": draw.integer(1, 10**6)}


search = question("random_search", driver="searches", example=_to_search)
TWICE: list[Call] = [{}, {}]  # the best of 60 may be the last by luck, of both searches hardly


@search.rule(
    1.5,
    at=TWICE,
    hint="Which W is kept when a later one is worse? Is it a tensor of its own, or the one that the next try overwrites?",
)
def best_try_is_kept(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """best_W has the lowest loss of all that were tried."""
    best = got["best_W"]
    if not isinstance(best, Tensor) or not got["tried"] or best.shape != got["tried"][0].shape:
        return "best_W doesn't have the shape of the weights that were tried"
    losses, kept = _of_tries(got, inputs), _search_loss(best, inputs)
    if kept <= min(losses) + NEAR:
        return None
    if abs(kept - losses[-1]) < NEAR:
        return "best_W is the last W that was tried; was it overwritten by later tries?"
    return f"{sum(loss < kept - NEAR for loss in losses)} of {len(losses)} tries had a lower loss than best_W has"


@search.rule(1, hint="How many entries does losses have after the first try, and after the last?")
def every_loss_is_told(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """losses holds the loss of each try, in order."""
    right, said = _of_tries(got, inputs), got["losses"]
    if len(said) != inputs["num_tries"]:
        return f"expected {inputs['num_tries']} losses, one for each try, got {len(said)}"
    off = sum(not abs(a - b) < NEAR for a, b in zip(said, right, strict=False))
    if not off:
        return None
    falling = [min(right[: i + 1]) for i in range(len(right))]
    if all(abs(a - b) < NEAR for a, b in zip(said, falling, strict=False)):
        return "these are the best losses so far, not the losses of the tries"
    return f"{off} of {len(said)} losses aren't those of the tries, in their order"


@search.rule(1, at=TWICE, hint="What does best_loss start from, and when is it set?")
def best_loss_is_the_lowest(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """best_loss is the lowest of all losses."""
    lowest = min(_of_tries(got, inputs), default=0.0)
    return None if abs(got["best_loss"] - lowest) < NEAR else "best_loss isn't the lowest loss of all tries"


@search.rule(
    1,
    at={"features": 25, "classes": 8},
    hint="Which mean and standard deviation do the numbers have that you draw? Are they drawn anew for each try?",
)
def tries_are_small_and_normal(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Each try draws new weights from a normal distribution with mean 0 and standard deviation 0.01."""
    tried, wanted = got["tried"], inputs["num_tries"]
    shape = (inputs["X"].shape[1], int(inputs["y"].max()) + 1)
    if len(tried) != wanted or any(tuple(W.shape) != shape for W in tried):
        return f"expected {wanted} tries of shape {shape}, got {len(tried)} that differ from one to the next"
    values = torch.stack(tried).double()
    mean, std = float(values.mean()), float(values.std())
    if abs(mean) > 0.001:
        return "the mean of the weights that were tried isn't near 0"
    if not 0.009 < std < 0.011:
        return f"the standard deviation of the weights that were tried is {std / 0.01:.2g} times what it should be"
    beyond = float((values.abs() > 0.02).double().mean())  # 4.6 % of a normal distribution, nothing of a uniform one
    return None if 0.03 < beyond < 0.06 else "the weights that were tried aren't normally distributed"


@search.rule(0.5, at={"classes": 5, "left_out": 2}, hint="The classes are 0 … C − 1. Must each of them occur in y?")
def tries_have_a_column_for_each_class(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """W has one column more than the largest label says, though another label doesn't occur."""
    wanted, seen = int(inputs["y"].max()) + 1, [int(W.shape[-1]) for W in got["tried"] if W.ndim]
    off = next((columns for columns in seen if columns != wanted), None)
    return (
        None
        if off is None
        else f"the largest label is {wanted - 1}, so W has {wanted} columns; a W was tried with {off}"
    )


@search.rule(1, hint="Where do your random numbers come from, when a generator is given?")
def generator_decides_the_tries(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """The same state of the generator gives the same tries, another state others."""
    if got["best_W"].shape != got["again"].shape or not torch.equal(got["best_W"], got["again"]):
        return "two searches from the same state of the generator tried different weights"
    if torch.equal(got["best_W"], got["other"]):
        return "searches from different states of the generator tried the same weights"
    return None


@search.rule(0.5, dtypes=BOTH_DTYPES, hint="Which dtype does torch.randn give when you don't say?")
def tries_have_the_dtype_of_the_data(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """best_W has the dtype of X."""
    wanted, seen = (str(dtype).removeprefix("torch.") for dtype in (inputs.dtype, got["best_W"].dtype))
    return None if wanted == seen else f"X was {wanted}, and best_W is {seen}"


search.keeps_device(0.5, "tries_are_on_the_device_of_the_data").says(
    "The weights that are tried, and best_W, are on the device of X."
)
