"""Hidden checks of what trains and uses a network: batches, training, prediction. Each fails for one reason."""

from collections.abc import Mapping
from dataclasses import replace

import torch
from _shared.checks import sample_batch
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, close, exactly, question

sample_batch.add_checks()

# ---------------------------------------------------------------- nn_train

SHAPES: dict[str, tuple[int, ...]] = {"W1": (2, 3), "b1": (3,), "W2": (3, 2), "b2": (2,)}


def _bowl(draw: RandomInputs, num_iters: int, decay: float = 1.0, **kept: bool) -> Call:
    return {
        "params": {name: draw.normal(*shape) for name, shape in SHAPES.items()},
        "target": {name: draw.normal(*shape) for name, shape in SHAPES.items()},
        "curvature": {name: draw.uniform(0.5, 1.5, *shape) for name, shape in SHAPES.items()},
        "learning_rate": 0.15,
        "decay": decay,
        "num_iters": num_iters,
        **kept,
    }


def _size_of_params(inputs: CaseInputs) -> float:
    return 1.0 + max(float(value.abs().max()) for part in ("params", "target") for value in inputs[part].values())


numbers = close(scale=_size_of_params, dtype=False, factor=4)
train = question("nn_train", driver="descend_a_bowl", judge=numbers, example=_bowl)

train.asks(3, "one_step_goes_down_the_gradient", {"num_iters": 1}).says(
    "One step takes learning_rate times its gradient off each of the four parameters.",
    hint="A parameter is 4, its gradient 8, the learning rate 0.25. Where is it after one step?",
)
train.asks(2.5, "many_steps_follow_one_another", [{"num_iters": 2}, {"num_iters": 30}]).says(
    "Two steps, and thirty, lead where the formula says.", hint="Does every step start from where the last one ended?"
)
train.asks(
    1,
    "rate_decays_once_an_epoch",
    {"num_iters": 8, "decay": 0.5},
    near_misses=("train_new_dict", "train_biases_forgotten"),
).says(
    "Each step uses the learning rate of its epoch.",
    hint="The given part of the loop makes learning_rate smaller after each epoch. Who else changes it, or doesn't look at it?",
)
train.asks(2, "tensors_are_updated_in_place", {"num_iters": 3, "kept": True}, near_misses=()).says(
    "The tensors that were in params at the start are those that change.",
    hint="What is the difference between a = a - b and a -= b when somebody else holds the same tensor?",
)

train.takes("float32", 0.5, judge=replace(numbers, dtype=True), at={"num_iters": 2})


def _quadrants(points: Tensor) -> Tensor:
    return (points[:, 0] * points[:, 1] > 0).long()


def _share_right(network: Mapping[str, Tensor]) -> float:
    """Ask a network about points that it hasn't seen."""
    points = torch.rand(400, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 4 - 2
    points = points[points.abs().min(dim=1).values > 0.2]
    W1, b1, W2, b2 = (network[name].double() for name in ("W1", "b1", "W2", "b2"))
    scores = (points @ W1 + b1).clamp(min=0) @ W2 + b2
    return float((scores.argmax(1) == _quadrants(points)).double().mean())


def _separates(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    trained = got if isinstance(got, Mapping) else {}
    shapes = {name: value.shape for name, value in inputs["params"].items()}
    if any(not isinstance(trained.get(name), Tensor) or trained[name].shape != shape for name, shape in shapes.items()):
        return "after training, params isn't a dict of tensors of the shapes it had"
    right = _share_right(trained)
    return None if right > 0.85 else f"after training, {right:.0%} of new points are right; 85 % are well within reach"


@train.check(
    1,
    driver="train_on_quadrants",
    rule=_separates,
    near_misses=(),
    with_reference=("sample_batch", "nn_forward_pass", "nn_forward_backward"),
    hint="Does the loss go down while you train? Print it now and then.",
)
def training_separates_what_no_line_can(draw: RandomInputs) -> Call:
    """After training, new points of a task that no linear classifier can do are classified rightly."""
    points = draw.uniform(-2, 2, 200, 2)
    params = {
        "W1": draw.normal(2, 20),
        "b1": draw.normal(20, std=0.1),
        "W2": draw.normal(20, 2, std=0.1),
        "b2": draw.normal(2, std=0.1),
    }
    if _share_right(params) > 0.5:  # an untrained network must not be right by luck
        params |= {"W2": -params["W2"], "b2": -params["b2"]}
    return {"params": params, "X": points, "y": _quadrants(points), "num_iters": 150}


# ---------------------------------------------------------------- nn_predict


def _images(draw: RandomInputs, num_images: int = 9) -> Call:
    return {"W": draw.normal(6, 4), "X": draw.normal(num_images, 6)}


predict = question("nn_predict", driver="predicts", judge=exactly(dtype=False), example=_images)


@predict.check(1, hint="What does loss_func return when it gets no labels, and along which axis do the classes lie?")
def highest_score_wins(draw: RandomInputs) -> list[Call]:
    """Each image gets the class whose score, by loss_func, is highest; also when all scores are negative."""
    X = draw.normal(17, 6)
    X[:, 0] = 1
    W = 0.3 * draw.normal(6, 4)
    W[0] -= 3
    return [{"W": draw.normal(8, 5), "X": draw.normal(23, 8)}, {"W": 1000 * W, "X": X}]  # exp of such scores is 0


predict.takes("float32", 0.5)


@predict.rule(1, hint="Which dtype does torch.zeros(n) have when you don't say?")
def labels_are_int64(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Predicted labels are int64, as y is."""
    if not isinstance(got, Tensor):
        return f"expected a tensor of labels, got a Python {type(got).__name__}"
    return None if got.dtype == torch.int64 else f"expected dtype int64, got {str(got.dtype).removeprefix('torch.')}"


predict.grows(1, "one_call_serves_all_images", of="images", sizes={"num_images": (32, 48, 64)}).says(
    hint="One call of loss_func gives the scores of all images. Which Python loop is still there?"
)
predict.keeps_device(0.5, "labels_are_on_the_device_of_the_images").says("Predicted labels are on the device of X.")
