"""Hidden checks of two-layer networks. Each fails for one reason; what a question builds on is given to it.

The loss answers (loss, grads). Each gradient, and what regularization adds, has a check of its own.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.checks import check, close, exactly, growth, satisfies, unchanged
from autograder.checks.answers import describe
from autograder.checks.random_inputs import RandomInputs
from autograder.model import Check, Judge

Inputs = Mapping[str, Any]
Decorator = Callable[[Callable[..., Any]], tuple[Check, ...]]
PARAMS = ("W1", "b1", "W2", "b2")
FORWARD = ("nn_forward_pass",)  # what the loss builds on

# ---------------------------------------------------------------- what the checks share


def _only(part: int, judge: Judge, key: str | None = None) -> Judge:
    """Judge one part of a pair, or one entry of the dict in it, and leave the rest to its own check."""

    def judged(got: Any, expected: Any, inputs: Inputs) -> str | None:
        if not isinstance(got, (list, tuple)) or len(got) != 2:
            return f"expected two values, got {describe(got)}"
        seen, right = got[part], expected[part]
        if key is not None:
            if not isinstance(seen, Mapping) or key not in seen:
                return f"the second value isn't a dict with the key {key!r}"
            seen, right = seen[key], right[key]
        return judge(seen, right, inputs)

    return judged


def _before(inputs: Inputs) -> Tensor:
    before: Tensor = inputs["X"] @ inputs["params"]["W1"] + inputs["params"]["b1"]
    return before


def _scores(inputs: Inputs) -> Tensor:
    scores: Tensor = _before(inputs).clamp(min=0) @ inputs["params"]["W2"] + inputs["params"]["b2"]
    return scores


def _size(inputs: Inputs) -> float:
    """Bound the terms of every sum on the way."""
    return 1.0 + float(inputs["X"].abs().max() + _before(inputs).abs().max() + _scores(inputs).abs().max())


def _params(rng: RandomInputs, features: int, hidden: int, classes: int) -> dict[str, Tensor]:
    return {
        "W1": rng.normal(features, hidden, std=0.4), "b1": rng.normal(hidden, std=0.3),
        "W2": rng.normal(hidden, classes, std=0.4), "b2": rng.normal(classes, std=0.3),
    }  # fmt: skip


def _data(rng: RandomInputs, count: int = 19, features: int = 7, hidden: int = 11, classes: int = 5) -> dict[str, Any]:
    """Draw a network and points; no unit so near to its kink that rounding decides."""
    inputs: dict[str, Any] = {}
    for _ in range(50):
        inputs = {"params": _params(rng, features, hidden, classes), "X": rng.normal(count, features)}
        if float(_before(inputs).abs().min()) > 1e-4:
            break
    return inputs


def _labelled(
    rng: RandomInputs, reg: float = 0.0, count: int = 19, features: int = 7, hidden: int = 11, classes: int = 5
) -> dict[str, Any]:
    return {**_data(rng, count, features, hidden, classes), "y": rng.labels(count, classes), "reg": reg}


def _named(got: Any, inputs: Any, names: tuple[str, str]) -> str | None:
    """Tell which tensor of a pair, or of a dict in it, hasn't the dtype of the inputs."""
    if not isinstance(got, (list, tuple)) or len(got) != 2:
        return f"expected two values, ({', '.join(names)}), got {type(got).__name__}"
    leaves = [(name, value) for name, value in zip(names, got, strict=True) if not isinstance(value, Mapping)]
    leaves += [(f"grads[{name!r}]", value) for part in got if isinstance(part, Mapping) for name, value in part.items()]
    for name, value in leaves:
        if not isinstance(value, Tensor):
            return f"{name}: expected a tensor, got a Python {type(value).__name__}"
        if value.dtype != inputs.dtype:
            seen, wanted = (str(dtype).removeprefix("torch.") for dtype in (value.dtype, inputs.dtype))
            return f"{name}: the inputs were {wanted}, and it is {seen}"
    return None


DTYPE_HINT = "Which dtype does a new tensor have when you don't say? Who could tell it which one is wanted?"
IN_PLACE_HINT = "Which of your lines write into a tensor that came in? Look for -=, *=, [mask] = and methods that end in an underscore."
LOOP_HINT = "Which Python loop is still there, over images, units or classes? Comprehensions and map count too."

# ---------------------------------------------------------------- nn_forward_pass


@check(
    asks="nn_forward_pass", points=3, judge=_only(0, close(scale=_size, dtype=False)),
    near_misses={
        "the ReLU between the layers is missing": lambda expected, inputs: (
            _before(inputs) @ inputs["params"]["W2"] + inputs["params"]["b2"], expected[1],
        ),
        "the scores went through a ReLU too": lambda expected, inputs: (expected[0].clamp(min=0), expected[1]),
    },
    hint="Two inputs, one hidden unit, two classes, numbers that you can handle in your head: what are the scores?",
)  # fmt: skip
def scores_are_those_of_two_layers(rng: RandomInputs) -> dict[str, Any]:
    """The first thing that comes back is the scores: layer, ReLU, layer."""
    return _data(rng)


@check(
    asks="nn_forward_pass", points=2, judge=_only(1, close(scale=_size, dtype=False)),
    near_misses={"these are the values before the ReLU": lambda expected, inputs: (expected[0], _before(inputs))},
    hint="Can a number that comes out of a ReLU be negative?",
)  # fmt: skip
def hidden_is_after_the_relu(rng: RandomInputs) -> dict[str, Any]:
    """The second thing that comes back is the hidden layer, after the ReLU."""
    return _data(rng)


@check(
    asks="nn_forward_pass", points=1, judge=close(scale=_size, dtype=False, parts=("scores", "hidden")),
    hint="What are the shapes along the way when N is 1? Is there a squeeze in your code?",
)  # fmt: skip
def one_image_or_one_unit_is_enough(rng: RandomInputs) -> list[dict[str, Any]]:
    """A single image gets scores too, and a network of a single hidden unit gives some."""
    return [_data(rng, count=1), _data(rng, count=6, hidden=1)]


@check(
    asks="nn_forward_pass", points=1, hint=DTYPE_HINT,
    judge=satisfies(lambda got, expected, inputs: _named(got, inputs, ("scores", "hidden")), structure=False),
)  # fmt: skip
def results_have_the_dtype_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """float64 inputs give float64 results, float32 inputs float32 ones."""
    return _data(rng)


@check(asks="nn_forward_pass", points=1, judge=unchanged(), hint=IN_PLACE_HINT)
def parameters_and_images_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """The parameters and X are the same after the call as before."""
    return _data(rng)


@growth(
    asks="nn_forward_pass",
    points=2,
    at_most="1",
    sizes={"num_images": (32, 48, 64), "num_units": (32, 48)},
    hint=LOOP_HINT,
)
def work_does_not_grow_with_images_or_units(num_images: int, num_units: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few images and hidden units and for many."""
    return {"params": _params(rng, 4, num_units, 3), "X": rng.normal(num_images, 4)}


# ---------------------------------------------------------------- nn_forward_backward


@check(
    asks="nn_forward_backward", points=2, judge=close(scale=_size, dtype=False), given=FORWARD,
    hint="What does your function return when y is None, and is it one thing or two?",
)  # fmt: skip
def without_labels_scores_come_back(rng: RandomInputs) -> dict[str, Any]:
    """Without labels, the scores come back, and nothing else."""
    return _data(rng)


@check(
    asks="nn_forward_backward", points=5, judge=_only(0, close(scale=_size, dtype=False)), given=FORWARD,
    near_misses={
        "this is the sum over the images, not the mean": lambda expected, inputs: (expected[0] * len(inputs["y"]), expected[1]),
        "the sign is turned round": lambda expected, inputs: (-expected[0], expected[1]),
    },
    hint="Take one image, two classes, and scores that you can handle in your head. What is the loss?",
)  # fmt: skip
def loss_is_the_mean_over_the_images(rng: RandomInputs) -> dict[str, Any]:
    """Without regularization, the loss is the mean of the images' softmax losses."""
    return _labelled(rng)


def _instead(key: str, change: Callable[[Tensor, Inputs], Tensor]) -> Callable[[Any, Inputs], Any]:
    """Put something else in one gradient's place."""
    return lambda expected, inputs: (expected[0], {**expected[1], key: change(expected[1][key], inputs)})


def _push(inputs: Inputs) -> Tensor:
    """Return the derivative of the loss with respect to the scores."""
    scores = _scores(inputs)
    return (scores.softmax(1) - torch.eye(scores.shape[1], dtype=torch.float64)[inputs["y"]]) / len(inputs["y"])


def _gradient(key: str, misses: Mapping[str, Callable[[Tensor, Inputs], Tensor]], hint: str) -> Decorator:
    common = {
        "this is the sum over the images, not the mean": lambda right, inputs: right * len(inputs["y"]),
        "the sign is turned round": lambda right, inputs: -right,
    }
    return check(
        asks="nn_forward_backward", points=5, judge=_only(1, close(scale=_size, dtype=False), key), given=FORWARD, hint=hint,
        near_misses={f"grads[{key!r}]: {name}": _instead(key, change) for name, change in {**common, **misses}.items()},
    )  # fmt: skip


@_gradient(
    "W2", {
        "1 isn't taken off at the true class": lambda right, inputs: _before(inputs).clamp(min=0).T @ _scores(inputs).softmax(1) / len(inputs["y"]),
        "the hidden layer before the ReLU was used": lambda right, inputs: _before(inputs).T @ _push(inputs),
    },
    "scores = hidden @ W2 + b2. By which number does score j of an image grow when W2[k, j] grows by 1?",
)  # fmt: skip
def gradient_of_w2(rng: RandomInputs) -> dict[str, Any]:
    """Without regularization, the gradient of W2 is hidden transposed times that of the scores."""
    return _labelled(rng)


@_gradient("b2", {}, "b2[j] is added to score j of every image. Which sum over what is its gradient?")
def gradient_of_b2(rng: RandomInputs) -> dict[str, Any]:
    """The gradient of b2 is the sum of the scores' gradients over the images."""
    return _labelled(rng)


@_gradient(
    "W1",
    {
        "the ReLU is forgotten on the way back": lambda right, inputs: (
            inputs["X"].T @ (_push(inputs) @ inputs["params"]["W2"].T)
        )
    },
    "What does the ReLU pass back where its input was negative, and where it was positive?",
)
def gradient_of_w1(rng: RandomInputs) -> dict[str, Any]:
    """Without regularization, the gradient of W1 is X transposed times that of the values before the ReLU."""
    return _labelled(rng)


@_gradient(
    "b1",
    {"the ReLU is forgotten on the way back": lambda right, inputs: (_push(inputs) @ inputs["params"]["W2"].T).sum(0)},
    "b1[k] is added to unit k of every image, before the ReLU. Which images tell it anything?",
)
def gradient_of_b1(rng: RandomInputs) -> dict[str, Any]:
    """The gradient of b1 is the sum over the images for which the unit is active."""
    return _labelled(rng)


@check(
    asks="nn_forward_backward", points=2, judge=_only(0, close(scale=_size, dtype=False)), given=FORWARD, probe="regularization_adds",
    near_misses={
        "it isn't there": lambda expected, inputs: (0 * expected[0], expected[1]),
        "it is half as large as it should be": lambda expected, inputs: (expected[0] / 2, expected[1]),
        "W2 isn't in it": lambda expected, inputs: (inputs["reg"] * inputs["params"]["W1"].square().sum(), expected[1]),
    },
    hint="What does the loss become when reg goes from 0 to 1, for W1 = (1, 2), W2 = (3), and biases of 4?",
)  # fmt: skip
def loss_grows_by_reg_times_the_squares(rng: RandomInputs) -> dict[str, Any]:
    """Regularization adds reg times the sum of squares of W1 and W2 to the loss."""
    return _labelled(rng, reg=0.1)


def _both(keys: tuple[str, str]) -> Judge:
    judges = [_only(1, close(scale=_size, dtype=False), key) for key in keys]

    def judged(got: Any, expected: Any, inputs: Inputs) -> str | None:
        found = (
            f"{key}: {said}" for key, judge in zip(keys, judges, strict=True) if (said := judge(got, expected, inputs))
        )
        return next(found, None)

    return judged


@check(
    asks="nn_forward_backward", points=3, judge=_both(("W1", "W2")), given=FORWARD, probe="regularization_adds",
    near_misses={
        "it isn't there": lambda expected, inputs: (expected[0], {name: 0 * value for name, value in expected[1].items()}),
        "it is half as large as it should be": lambda expected, inputs: (
            expected[0], {name: value / 2 for name, value in expected[1].items()},
        ),
    },
    hint="What is the derivative of reg·w² with respect to w?",
)  # fmt: skip
def weights_gradients_grow_by_twice_reg_times_them(rng: RandomInputs) -> dict[str, Any]:
    """Regularization adds 2·reg·W1 and 2·reg·W2 to their gradients."""
    return _labelled(rng, reg=0.1)


@check(
    asks="nn_forward_backward", points=1, judge=_both(("b1", "b2")), given=FORWARD, probe="regularization_adds",
    hint="Which of the four parameters does the penalty speak of?",
)  # fmt: skip
def biases_are_not_regularized(rng: RandomInputs) -> dict[str, Any]:
    """Regularization leaves the gradients of the biases as they are."""
    return _labelled(rng, reg=0.1)


def _size_of_offset(inputs: Inputs) -> float:
    return _size(inputs) * abs(float(inputs["offset"]))


@check(
    asks="nn_forward_backward", points=2, judge=close(scale=_size_of_offset, dtype=False, parts=("change of the loss", "change of the gradients")),
    given=FORWARD, probe="offset_changes",
    hint="What is exp(1000) in floating point? And exp(−1000)? Which number may you take off all scores of an image?",
)  # fmt: skip
def offset_of_all_scores_changes_nothing(rng: RandomInputs) -> list[dict[str, Any]]:
    """Adding 1000 to all scores, or taking 1000 off, changes neither the loss nor a gradient."""
    drawn = [_labelled(rng) for _ in range(2)]
    return [
        {"params": one["params"], "X": one["X"], "y": one["y"], "offset": offset}
        for one, offset in zip(drawn, (1000.0, -1000.0), strict=True)
    ]


@check(
    asks="nn_forward_backward", points=1, given=FORWARD, hint=DTYPE_HINT,
    judge=satisfies(lambda got, expected, inputs: _named(got, inputs, ("loss", "grads")), structure=False),
)  # fmt: skip
def loss_and_gradients_have_the_dtype_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """float64 inputs give a float64 loss and gradients, float32 inputs float32 ones."""
    return _labelled(rng, reg=0.1)


@check(asks="nn_forward_backward", points=1, judge=unchanged(), given=FORWARD, hint=IN_PLACE_HINT)
def inputs_stay_as_they_were(rng: RandomInputs) -> dict[str, Any]:
    """The parameters, X and y are the same after the call as before."""
    return _labelled(rng, reg=0.1)


@check(
    asks="nn_forward_backward", points=1, judge=close(scale=_size, dtype=False, parts=("loss", "grads")), given=FORWARD,
    hint="What are the shapes along the way when N is 1? Is there a squeeze in your code?",
)  # fmt: skip
def one_image_is_enough(rng: RandomInputs) -> list[dict[str, Any]]:
    """A single image has a loss and gradients too, and so has a single hidden unit."""
    return [_labelled(rng, count=1), _labelled(rng, count=6, hidden=1)]


@growth(
    asks="nn_forward_backward", points=2, at_most="1", given=FORWARD, hint=LOOP_HINT,
    sizes={"num_images": (32, 48, 64), "num_classes": (32, 48)},
)  # fmt: skip
def work_does_not_grow_with_images_or_classes(num_images: int, num_classes: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few images and classes and for many."""
    return {
        "params": _params(rng, 4, 6, num_classes),
        "X": rng.normal(num_images, 4),
        "y": rng.labels(num_images, num_classes),
        "reg": 0.1,
    }


# ---------------------------------------------------------------- sample_batch


def _rows_and_labels(got: Any, expected: Any, inputs: Inputs) -> str | None:
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


def _as_large_as_asked(got: Any, expected: Any, inputs: Inputs) -> str | None:
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


def _evenly_drawn(got: Any, expected: Any, inputs: Inputs) -> str | None:
    if not isinstance(got, (list, tuple)) or len(got) != 2 or not isinstance(got[1], Tensor):
        return "expected two tensors, (X_batch, y_batch)"
    drawn = torch.bincount(got[1].long().flatten().clamp(0, len(inputs["y"]) - 1), minlength=len(inputs["y"])).double()
    fair = float(drawn.sum()) / len(inputs["y"])
    if (drawn == 0).any():
        return f"{int((drawn == 0).sum())} of {len(drawn)} rows are never drawn"
    # The standard deviation of such a count is a little below √fair.
    return (
        None if float((drawn - fair).abs().max()) < 6 * fair**0.5 else "some rows are drawn far more often than others"
    )


def _batches_follow(got: Any, expected: Any, inputs: Inputs) -> str | None:
    first, again, other = got
    if first.shape != again.shape or not torch.equal(first, again):
        return "the same state of the generator gave another batch"
    same = first.shape == other.shape and torch.equal(first, other)
    return "different states of the generator gave the same batch" if same else None


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


# ---------------------------------------------------------------- nn_train

SHAPES: dict[str, tuple[int, ...]] = {"W1": (2, 3), "b1": (3,), "W2": (3, 2), "b2": (2,)}


def _bowl(rng: RandomInputs, num_iters: int, decay: float = 1.0) -> dict[str, Any]:
    return {
        "params": {name: rng.normal(*shape) for name, shape in SHAPES.items()},
        "target": {name: rng.normal(*shape) for name, shape in SHAPES.items()},
        "curvature": {name: rng.uniform(0.5, 1.5, *shape) for name, shape in SHAPES.items()},
        "learning_rate": 0.15, "decay": decay, "num_iters": num_iters,
    }  # fmt: skip


def _size_of_params(inputs: Inputs) -> float:
    return 1.0 + max(float(value.abs().max()) for part in ("params", "target") for value in inputs[part].values())


def _uphill(expected: Any, inputs: Inputs) -> Any:
    params, target, curvature = inputs["params"], inputs["target"], inputs["curvature"]
    factor = {name: (1 + inputs["learning_rate"] * curvature[name]) ** inputs["num_iters"] for name in params}
    return {name: target[name] + factor[name] * (params[name] - target[name]) for name in params}


STEPS = {
    "these steps go uphill": _uphill,
    "these parameters never moved": lambda expected, inputs: inputs["params"],
    "the biases never moved": lambda expected, inputs: {
        **expected,
        "b1": inputs["params"]["b1"],
        "b2": inputs["params"]["b2"],
    },
}
_at_the_place = close(scale=_size_of_params, dtype=False, factor=4)


def _steps(points: float, hint: str) -> Decorator:
    return check(
        asks="nn_train", points=points, judge=_at_the_place, given=("sample_batch",), probe="descend_a_bowl", near_misses=STEPS, hint=hint,
    )  # fmt: skip


@_steps(3, "A parameter is 4, its gradient 8, the learning rate 0.25. Where is it after one step?")
def one_step_goes_down_the_gradient(rng: RandomInputs) -> dict[str, Any]:
    """One step takes learning_rate times its gradient off each of the four parameters."""
    return _bowl(rng, 1)


@_steps(3, "Does every step start from where the last one ended?")
def many_steps_follow_one_another(rng: RandomInputs) -> list[dict[str, Any]]:
    """Two steps, and thirty, lead where the formula says."""
    return [_bowl(rng, 2), _bowl(rng, 30)]


@_steps(
    1,
    "The given part of the loop makes learning_rate smaller after each epoch. Who else changes it, or doesn't look at it?",
)
def rate_decays_once_an_epoch(rng: RandomInputs) -> dict[str, Any]:
    """Each step uses the learning rate of its epoch."""
    return _bowl(rng, 8, decay=0.5)


@check(
    asks="nn_train", points=2, judge=_at_the_place, given=("sample_batch",), probe="descend_a_bowl",
    hint="What is the difference between a = a - b and a -= b when somebody else holds the same tensor?",
)  # fmt: skip
def tensors_are_updated_in_place(rng: RandomInputs) -> dict[str, Any]:
    """The tensors that were in params at the start are those that change."""
    return {**_bowl(rng, 3), "kept": True}


def _quadrants(points: Tensor) -> Tensor:
    return (points[:, 0] * points[:, 1] > 0).long()


def _separates(got: Any, expected: Any, inputs: Inputs) -> str | None:
    """Ask the trained network about points that it hasn't seen."""
    if not isinstance(got, Mapping) or any(
        not isinstance(got.get(name), Tensor) or got[name].shape != inputs["params"][name].shape for name in PARAMS
    ):
        return "after training, params isn't a dict of tensors of the shapes it had"
    points = torch.rand(400, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 4 - 2
    points = points[points.abs().min(dim=1).values > 0.2]
    trained = {name: got[name].double() for name in PARAMS}
    right = float((_scores({"params": trained, "X": points}).argmax(1) == _quadrants(points)).double().mean())
    return None if right > 0.85 else f"after training, {right:.0%} of new points are right; 85 % are well within reach"


@check(
    asks="nn_train", points=1, judge=satisfies(_separates, structure=False), probe="train_on_quadrants", dtypes=("float32",),
    given=("sample_batch", "nn_forward_pass", "nn_forward_backward"), hint="Does the loss go down while you train? Print it now and then.",
)  # fmt: skip
def training_separates_what_no_line_can(rng: RandomInputs) -> dict[str, Any]:
    """After training, new points of a task that no linear classifier can do are classified rightly."""
    points = rng.uniform(-2, 2, 200, 2)
    params = {
        "W1": rng.normal(2, 20),
        "b1": rng.normal(20, std=0.1),
        "W2": rng.normal(20, 2, std=0.1),
        "b2": rng.normal(2, std=0.1),
    }
    return {"params": params, "X": points, "y": _quadrants(points), "num_iters": 150}


# ---------------------------------------------------------------- nn_predict


@check(
    asks="nn_predict", points=1.5, judge=exactly(dtype=False), probe="predicts",
    near_misses={
        "these are the classes of the lowest score": lambda expected, inputs: (inputs["X"] @ inputs["W"]).argmin(1),
        "these are positions of images: the maximum is taken along the other axis": lambda expected, inputs: (inputs["X"] @ inputs["W"]).argmax(0),
    },
    hint="What does loss_func return when it gets no labels, and along which axis do the classes lie?",
)  # fmt: skip
def highest_score_wins(rng: RandomInputs) -> list[dict[str, Any]]:
    """Each image gets the class whose score, by loss_func, is highest; also when all scores are negative."""
    X = rng.normal(17, 6)
    X[:, 0] = 1
    W = 0.3 * rng.normal(6, 4)
    W[0] -= 3
    return [{"W": rng.normal(8, 5), "X": rng.normal(23, 8)}, {"W": W, "X": X}]


def _is_int64(got: Any, expected: Any, inputs: Any) -> str | None:
    if not isinstance(got, Tensor):
        return f"expected a tensor of labels, got a Python {type(got).__name__}"
    return None if got.dtype == torch.int64 else f"expected dtype int64, got {str(got.dtype).removeprefix('torch.')}"


@check(
    asks="nn_predict", points=1, judge=satisfies(_is_int64, structure=False), probe="predicts", dtypes=("float32",),
    hint="Which dtype does torch.zeros(n) have when you don't say?",
)  # fmt: skip
def labels_are_int64(rng: RandomInputs) -> dict[str, Any]:
    """Predicted labels are int64, as y is."""
    return {"W": rng.normal(6, 4), "X": rng.normal(9, 6)}


@growth(
    asks="nn_predict", points=1, at_most="1", probe="predicts", sizes={"num_images": (32, 48, 64)},
    hint="One call of loss_func gives the scores of all images. Which Python loop is still there?",
)  # fmt: skip
def one_call_serves_all_images(num_images: int, rng: RandomInputs) -> dict[str, Any]:
    """The number of operations is the same for few images and for many."""
    return {"W": rng.normal(6, 4), "X": rng.normal(num_images, 6)}


# ---------------------------------------------------------------- the search


def _numbers(value: Any) -> list[float] | None:
    value = value.tolist() if isinstance(value, Tensor) else value
    if not isinstance(value, (list, tuple)) or not all(
        isinstance(item, (int, float)) and math.isfinite(item) for item in value
    ):
        return None
    return [float(item) for item in value]


def _lists(got: Any) -> list[list[float]] | None:
    if not isinstance(got, (list, tuple)) or len(got) != 4:
        return None
    lists = [_numbers(value) for value in got]
    return None if any(values is None for values in lists) else [values or [] for values in lists]


def _well_formed(got: Any, expected: Any, inputs: Inputs) -> str | None:
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
def _images() -> tuple[Tensor, Tensor, Tensor, Tensor]:
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


@functools.cache
def _accuracy(rate: float, size: int, strength: float) -> float:
    """Train a small network on that data, here and with code of our own: the accuracy on the rest of it."""
    X, y, X_val, y_val = _images()
    true = torch.eye(10)[y]
    generator = torch.Generator().manual_seed(0)
    W1, W2 = 0.03 * torch.randn(12, size, generator=generator), 0.1 * torch.randn(size, 10, generator=generator)
    for _ in range(TRUSTED_STEPS):
        hidden = (X @ W1).clamp_(min=0)
        push = ((hidden @ W2).softmax(1) - true) / len(X)
        back = (push @ W2.T) * (hidden > 0)
        W2 = W2 - rate * (hidden.T @ push + 2 * strength * W2)
        W1 = W1 - rate * (X.T @ back + 2 * strength * W1)
    right = ((X_val @ W1).clamp(min=0) @ W2).argmax(1) == y_val
    return float(right.double().mean()) if bool(torch.isfinite(W2).all()) else 0.0


TRUSTED_STEPS = 150  # about 10 ms for each learning rate


def _some_rate_learns(got: Any, expected: Any, inputs: Inputs) -> str | None:
    """Try each learning rate with the largest hidden layer and the weakest penalty of the lists."""
    rates, sizes, strengths, _ = _lists(got) or ([], [], [], [])
    if not rates or not sizes or not strengths:
        return "a list is empty"
    size = int(min(max(*sizes, 1), 16))
    reached = max((_accuracy(rate, size, max(min(strengths), 0.0)) for rate in sorted(set(rates))[:5]), default=0.0)
    within_reach = _accuracy(0.1, 16, 1e-4)
    if reached > 0.55 * within_reach:
        return None
    return f"the best of your settings reaches {reached / within_reach:.0%} of the accuracy that a good one reaches on data like images"


@check(
    asks="nn_get_search_params", points=2, judge=satisfies(_well_formed, structure=False), dtypes=("float32",),
    hint="How many combinations do your four lists make, and what does each of the four mean?",
)  # fmt: skip
def lists_make_4_to_24_combinations(rng: RandomInputs) -> dict[str, Any]:
    """Four lists of sensible numbers make 4 to 24 different combinations."""
    return {}


@check(
    asks="nn_get_search_params", points=3, judge=satisfies(_some_rate_learns, structure=False), dtypes=("float32",),
    hint="Quantities that act by their order of magnitude are spaced by factors. How far do your learning rates reach?",
)  # fmt: skip
def some_setting_trains_well(rng: RandomInputs) -> dict[str, Any]:
    """At least one of the settings trains a good network on data like images."""
    return {}


def _field(name: str, complaint: str) -> Any:
    def rule(got: Any, expected: Any, inputs: Inputs) -> str | None:
        return None if got[name] == expected[name] else complaint

    return rule


def _every_one_tried(got: Any, expected: Any, inputs: Inputs) -> str | None:
    if got["tried"] == expected["tried"]:
        return None
    strange = sum(index < 0 for index in got["tried"])
    if strange:
        return f"{strange} of {len(got['tried'])} networks were made or trained with settings that aren't a combination of the lists, or not trained"
    return f"{len(set(got['tried']))} of {len(expected['tried'])} combinations were tried, in {len(got['tried'])} trainings"


def _accuracy_is(got: Any, expected: Any, inputs: Inputs) -> str | None:
    """Accept fractions and percents."""
    right = expected["val_acc"]
    return None if min(abs(got["val_acc"] - right), abs(got["val_acc"] - 100 * right)) < 1e-3 else "best_val_acc is off"


def _search(rule: Any, points: float, hint: str) -> Decorator:
    return check(
        asks="find_best_net",
        points=points,
        judge=satisfies(rule, structure=False),
        probe="searches",
        hint=hint,
        dtypes=("float32",),
    )


def _searched(rng: RandomInputs) -> dict[str, Any]:
    """Draw lists for 24 combinations, and how often each network will be right; the best on training data is another, and so is the last."""
    lists = [[0.01, 0.1], [8, 16, 24], [1e-4, 1e-2], [0.9, 1.0]]
    right_val, right_train = (rng.permutation(24).tolist() for _ in range(2))
    best, train_best, inside = right_val.index(23), right_train.index(23), rng.integer(0, 10)
    aim = next(
        i for i in (2 * inside + 1, 2 * inside + 3) if i not in (train_best, 23)
    )  # the second decay; neither the first nor the last tried
    right_val[best], right_val[aim] = right_val[aim], right_val[best]
    data: dict[str, Tensor] = {}
    for part, count in (("train", 40), ("val", 30)):
        data[f"y_{part}"] = rng.labels(count, 4)
        data[f"X_{part}"] = torch.cat([data[f"y_{part}"][:, None].double(), rng.normal(count, 2)], dim=1)
    return {"data_dict": data, "lists": lists, "right_train": right_train, "right_val": right_val}


@_search(
    _every_one_tried,
    4,
    "How many networks do lists of 2, 3, 2 and 2 numbers make, and what is the order of the four lists?",
)
def every_combination_is_tried_once(rng: RandomInputs) -> dict[str, Any]:
    """One network is made and trained for each combination of the four lists."""
    return _searched(rng)


@_search(
    _field("as_told", "a network was made with other sizes, or trained or validated on other data than those of data_dict"), 1,
    "How many inputs and outputs does a network need? Which four tensors does train get, and in which order?",
)  # fmt: skip
def networks_get_the_data(rng: RandomInputs) -> dict[str, Any]:
    """Each network has D inputs and C outputs, and is trained on the training data, with the validation data beside."""
    return _searched(rng)


@_search(
    _field("best", "best_net isn't the network with the highest validation accuracy"), 4,
    "When is the best one so far replaced, by which number, and on which data was it measured?",
)  # fmt: skip
def best_on_validation_data_is_kept(rng: RandomInputs) -> dict[str, Any]:
    """best_net is the network with the highest accuracy on the validation data."""
    return _searched(rng)


@_search(
    _field("stat", "best_stat isn't what best_net's training returned"),
    1,
    "Which training do the statistics belong to?",
)
def statistics_are_those_of_the_best(rng: RandomInputs) -> dict[str, Any]:
    """best_stat is what train returned for best_net."""
    return _searched(rng)


@_search(
    _accuracy_is,
    2,
    "Of which network, and on which data, is the accuracy that comes back? By how many is the count divided?",
)
def accuracy_is_that_of_the_best(rng: RandomInputs) -> dict[str, Any]:
    """best_val_acc is the accuracy of best_net on the validation data."""
    return _searched(rng)
