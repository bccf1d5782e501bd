"""Hidden checks of predictions, of batches and of training. Each fails for one reason."""

from dataclasses import replace

import torch
from _shared.checks import sample_batch
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, close, exactly, question

# ---------------------------------------------------------------- predict_linear_classifier


def _images(draw: RandomInputs, num_images: int = 9, num_classes: int = 4) -> Call:
    return {"W": draw.normal(12, num_classes), "X": draw.normal(num_images, 12)}


labels = question("predict_linear_classifier", judge=exactly(dtype=False), example=_images)


@labels.check(1, hint="What does row i of X @ W hold, and along which axis do the classes lie?")
def highest_score_wins(draw: RandomInputs) -> list[Call]:
    """Each row of X gets the class whose score is highest."""
    shift = torch.cat([torch.ones(1, 4, dtype=torch.float64) * -3, torch.zeros(5, 4, dtype=torch.float64)])
    X = draw.normal(17, 6)
    X[:, 0] = 1  # with the shift, every score is negative: the highest of them still wins
    below = 1000 * (0.3 * draw.normal(6, 4) + shift)  # exp of such scores is 0
    return [{"W": draw.normal(8, 5), "X": draw.normal(23, 8)}, {"W": below, "X": X}]


labels.gives("int64", 0.5, "labels_are_int64").says("Predicted labels are int64, as y is.")
labels.takes("float32", 0.5)
labels.grows(
    0.5, "one_product_serves_all_images", of="images", sizes={"num_images": (32, 64, 128), "num_classes": (32, 64)}
).says(hint="One matrix product gives the scores of all images. Which Python loop is still there?")
labels.keeps_device(0.5, "labels_are_on_the_device_of_the_images").says(
    "Predicted labels are on the device of W and X."
)

# ---------------------------------------------------------------- sample_batch

sample_batch.add_checks()

# ---------------------------------------------------------------- train_linear_classifier


def _bowl(draw: RandomInputs, num_iters: int) -> Call:
    inputs = {"W": draw.normal(4, 3), "target": draw.normal(4, 3), "curvature": draw.uniform(0.5, 1.5, 4, 3)}
    return {**inputs, "learning_rate": 0.15, "num_iters": num_iters}


def _size_of_weights(inputs: CaseInputs) -> float:
    return float(inputs["W"].abs().max() + inputs["target"].abs().max())


numbers = close(scale=_size_of_weights, dtype=False)
training = question("train_linear_classifier", judge=numbers, driver="descend_a_bowl", example=_bowl)

training.asks(1, "one_step_goes_down_the_gradient", {"num_iters": 1}).says(
    "One step takes learning_rate times the gradient off W.",
    hint="W is 4, its gradient 8, the learning rate 0.25. Where is W after one step?",
)
training.asks(
    1.5, "many_steps_follow_one_another", [{"num_iters": 2}, {"num_iters": 50}], judge=replace(numbers, factor=4)
).says(
    "Two steps, and fifty, lead where the formula says.",
    hint="Does every step start from where the last one ended, with the same learning rate?",
)

training.takes("float32", 0.5, judge=replace(numbers, dtype=True), at={"num_iters": 3})


def _around(labels: Tensor, noise: Tensor) -> Tensor:
    """Put points around the corners of a triangle, with a one at the end of each."""
    corners = torch.tensor([[-2.0, -1.5], [2.0, -1.5], [0.0, 2.5]], dtype=torch.float64)
    return torch.cat([corners[labels] + 0.6 * noise, torch.ones(len(labels), 1, dtype=torch.float64)], dim=1)


def _separates(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
    """Ask the trained weights about points of the same kind that they haven't seen."""
    if not isinstance(got, Tensor) or got.shape != inputs["W"].shape:
        return "the first thing that comes back isn't a tensor of the shape of W"
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(300) % 3
    points = _around(labels, torch.randn(300, 2, generator=generator, dtype=torch.float64))
    right = float(((points @ got.double()).argmax(1) == labels).double().mean())
    return None if right > 0.95 else f"after training, {right:.0%} of new points are right; 95 % are well within reach"


@training.check(
    1,
    rule=_separates,
    near_misses=(),
    driver="train_on_points",
    with_reference=("sample_batch", "softmax_loss_vectorized"),
    hint="Does the loss go down while you train? Print it now and then.",
)
def training_separates_three_groups(draw: RandomInputs) -> Call:
    """After training on points of three groups, new points of these groups are classified rightly."""
    labels = draw.labels(120, 3)
    alike = draw.normal(3, 1, std=0.01).repeat(1, 3)  # of three columns that differ, some separate the groups by luck
    return {"W": alike, "X": _around(labels, draw.normal(120, 2)), "y": labels, "num_iters": 150}
