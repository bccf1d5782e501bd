"""Hidden checks of batches and of training: where random rows come from, and where steps lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, satisfies
from autograder.checks.random_inputs import RandomInputs
from autograder.model import Check

Mistakes = Mapping[str, Callable[[Any, Mapping[str, Any]], Any]]
Decorator = Callable[[Callable[..., Any]], tuple[Check, ...]]


# ---------------------------------------------------------------- sample_batch


def _rows_and_labels(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """Labels are 0 … N − 1, each once, so each tells which row it came with."""
    if not isinstance(got, (list, tuple)) or len(got) != 2 or not all(isinstance(part, Tensor) for part in got):
        return "expected two tensors, (X_batch, y_batch)"
    rows, labels = got
    if rows.ndim != 2 or rows.shape[1:] != inputs["X"].shape[1:] or labels.shape != rows.shape[:1]:
        return f"expected shapes (batch_size, {inputs['X'].shape[1]}) and (batch_size,), got {tuple(rows.shape)} and {tuple(labels.shape)}"
    own = {tuple(row): label for row, label in zip(inputs["X"].tolist(), inputs["y"].tolist(), strict=True)}
    found = [own.get(tuple(row)) for row in rows.double().tolist()]
    strange = sum(label is None for label in found)
    if strange:
        return f"{strange} of {len(found)} rows aren't rows of X"
    off = sum(a != b for a, b in zip(found, labels.tolist(), strict=True))
    return f"{off} of {len(found)} rows come with another row's label" if off else None


def _as_large_as_asked(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    counts = (
        [len(part) if isinstance(part, Tensor) and part.ndim else 0 for part in got]
        if isinstance(got, (list, tuple))
        else []
    )
    wanted = inputs["batch_size"]
    return (
        None
        if counts == [wanted, wanted]
        else f"expected {wanted} rows and labels, got {' and '.join(map(str, counts)) or 'something else'}"
    )


def _evenly_drawn(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    drawn = torch.bincount(got[1].long().clamp(0, len(inputs["y"]) - 1), minlength=len(inputs["y"])).double()
    fair = float(drawn.sum()) / len(inputs["y"])
    if (drawn == 0).any():
        return f"{int((drawn == 0).sum())} of {len(drawn)} rows are never drawn"
    # The standard deviation of such a count is a little below √fair.
    return (
        None if float((drawn - fair).abs().max()) < 6 * fair**0.5 else "some rows are drawn far more often than others"
    )


def _batches_follow(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    first, again, other = got
    if first.shape != again.shape or not torch.equal(first, again):
        return "the same state of the generator gave another batch"
    return "different states of the generator gave the same batch" if torch.equal(first, other) else None


def _rows(rng: RandomInputs, count: int, batch_size: int) -> dict[str, Any]:
    return {"X": rng.normal(count, 4), "y": rng.permutation(count), "num_train": count, "batch_size": batch_size}


def _batch(rule: Any, points: float, hint: str) -> Decorator:
    return check(asks="sample_batch", points=points, judge=satisfies(rule, structure=False), hint=hint)


@_batch(_rows_and_labels, 1.5, "Are X and y indexed with the same numbers?")
def rows_come_with_their_labels(rng: RandomInputs) -> dict[str, Any]:
    """A batch consists of rows of X, each with its own label."""
    return _rows(rng, 30, 16)


@_batch(_as_large_as_asked, 1, "How many rows come back when more are asked for than there are?")
def batch_has_the_size_that_is_asked(rng: RandomInputs) -> list[dict[str, Any]]:
    """As many rows come back as batch_size says, even more than there are."""
    return [_rows(rng, 30, 7), _rows(rng, 12, 40)]


@_batch(_evenly_drawn, 1, "Which numbers can your draw give? Both 0 and num_train − 1, and each as often as any other?")
def every_row_is_equally_likely(rng: RandomInputs) -> dict[str, Any]:
    """All rows, the first and the last included, are drawn equally often."""
    return _rows(rng, 10, 4000)


@check(
    asks="sample_batch", points=1, judge=satisfies(_batches_follow, structure=False), probe="batches",
    hint="Where do your random numbers come from, when a generator is given?",
)  # fmt: skip
def generator_decides_the_batch(rng: RandomInputs) -> dict[str, Any]:
    """The same state of the generator gives the same batch, another state another."""
    return {"X": rng.normal(50, 3), "y": rng.permutation(50), "batch_size": 20, "seed": rng.integer(1, 10**6)}


# ---------------------------------------------------------------- train_linear_classifier


def _walked(sign: float = 1.0, times: float = 1.0) -> Callable[[Any, Mapping[str, Any]], Tensor]:
    def walk(expected: Any, inputs: Mapping[str, Any]) -> Tensor:
        factor = 1 - sign * times * inputs["learning_rate"] * inputs["curvature"]
        end: Tensor = inputs["target"] + factor ** inputs["num_iters"] * (inputs["W"] - inputs["target"])
        return end

    return walk


STEPS: Mistakes = {
    "these steps go uphill": _walked(sign=-1.0),
    "these weights never moved": lambda expected, inputs: inputs["W"],
    "the learning rate is left out": lambda expected, inputs: _walked(times=1 / inputs["learning_rate"])(
        expected, inputs
    ),
    "each step is twice as long as it should be": _walked(times=2.0),
}


def _bowl(rng: RandomInputs, num_iters: int) -> dict[str, Any]:
    return {
        "W": rng.normal(4, 3), "target": rng.normal(4, 3), "curvature": rng.uniform(0.5, 1.5, 4, 3), "learning_rate": 0.15,
        "num_iters": num_iters,
    }  # fmt: skip


def _size_of_weights(inputs: Mapping[str, Any]) -> float:
    return float(inputs["W"].abs().max() + inputs["target"].abs().max())


@check(
    asks="train_linear_classifier", points=1, judge=close(scale=_size_of_weights, dtype=False), given=("sample_batch",),
    probe="descend_a_bowl", near_misses=STEPS, hint="W is 4, its gradient 8, the learning rate 0.25. Where is W after one step?",
)  # fmt: skip
def one_step_goes_down_the_gradient(rng: RandomInputs) -> dict[str, Any]:
    """One step takes learning_rate times the gradient off W."""
    return _bowl(rng, 1)


@check(
    asks="train_linear_classifier", points=2, judge=close(scale=_size_of_weights, dtype=False, factor=4), given=("sample_batch",),
    probe="descend_a_bowl", near_misses=STEPS, hint="Does every step start from where the last one ended, with the same learning rate?",
)  # fmt: skip
def many_steps_follow_one_another(rng: RandomInputs) -> list[dict[str, Any]]:
    """Two steps, and fifty, lead where the formula says."""
    return [_bowl(rng, 2), _bowl(rng, 50)]


def _separates(got: Any, expected: Any, inputs: Mapping[str, Any]) -> str | None:
    """Ask the trained weights about points of the same kind that they haven't seen."""
    if not isinstance(got, Tensor) or got.shape != inputs["W"].shape:
        return "the first thing that comes back isn't a tensor of the shape of W"
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(300) % 3
    points = _around(labels, torch.randn(300, 2, generator=generator, dtype=torch.float64))
    right = float(((points @ got.double()).argmax(1) == labels).double().mean())
    return None if right > 0.95 else f"after training, {right:.0%} of new points are right; 95 % are well within reach"


def _around(labels: Tensor, noise: Tensor) -> Tensor:
    """Put points around the corners of a triangle, with a one at the end of each."""
    corners = torch.tensor([[-2.0, -1.5], [2.0, -1.5], [0.0, 2.5]], dtype=torch.float64)
    return torch.cat([corners[labels] + 0.6 * noise, torch.ones(len(labels), 1, dtype=torch.float64)], dim=1)


@check(
    asks="train_linear_classifier", points=1, judge=satisfies(_separates, structure=False), probe="train_on_points",
    given=("sample_batch", "softmax_loss_vectorized"), hint="Does the loss go down while you train? Print it now and then.",
)  # fmt: skip
def training_separates_three_groups(rng: RandomInputs) -> dict[str, Any]:
    """After training on points of three groups, new points of these groups are classified rightly."""
    labels = rng.labels(120, 3)
    alike = rng.normal(3, 1, std=0.01).repeat(1, 3)  # of three columns that differ, some separate the groups by luck
    return {"W": alike, "X": _around(labels, rng.normal(120, 2)), "y": labels, "num_iters": 150}
