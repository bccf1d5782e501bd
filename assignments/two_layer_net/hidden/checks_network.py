"""Hidden checks of the network: its forward pass, and the loss with its gradients. Each fails for one reason.

The loss answers (loss, grads). Each gradient, and what regularization adds, has a check of its own.
"""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import pad

from autograder.checks import AuthoredQuestion, Call, CaseInputs, RandomInputs, close, part, parts_have_dtype, question

# ---------------------------------------------------------------- what the checks share


def _before(params: Mapping[str, Tensor], X: Tensor) -> Tensor:
    return X @ params["W1"] + params["b1"]


def _size(inputs: CaseInputs) -> float:
    """Bound the terms of every sum on the way."""
    params, X = inputs["params"], inputs["X"]
    before = _before(params, X)
    scores = before.clamp(min=0) @ params["W2"] + params["b2"]
    return 1.0 + float(X.abs().max() + before.abs().max() + scores.abs().max())


numbers = close(scale=_size, dtype=False)
PAIR = "expected two values, got {}"


def _data(
    draw: RandomInputs, num_images: int = 19, num_units: int = 11, num_classes: int = 5, num_features: int = 7
) -> Call:
    """Draw a network and points; no unit so near to its kink that rounding decides, and none that is silent for all of several points."""
    for _ in range(50):
        params = {
            "W1": draw.normal(num_features, num_units, std=0.4),
            "b1": draw.normal(num_units, std=0.3),
            "W2": draw.normal(num_units, num_classes, std=0.4),
            "b2": draw.normal(num_classes, std=0.3),
        }
        X = draw.normal(num_images, num_features)
        before = _before(params, X)
        speaks = (before > 0).any(dim=0)
        if float(before.abs().min()) > 1e-4 and bool(speaks.any() if num_images == 1 else speaks.all()):
            break
    return {"params": params, "X": X}


def _labelled(
    draw: RandomInputs, num_images: int = 19, num_units: int = 11, num_classes: int = 5, reg: float = 0.1
) -> Call:
    data = _data(draw, num_images, num_units, num_classes)
    return {**data, "y": draw.labels(num_images, num_classes), "reg": reg}


IN_PLACE_HINT = "Which of your lines write into a tensor that came in? Look for -=, *=, [mask] = and methods that end in an underscore."
LOOP_HINT = "Which Python loop is still there, over images, units or classes? Comprehensions and map count too."
ONE_HINT = "What are the shapes along the way when N is 1? Is there a squeeze in your code?"

# ---------------------------------------------------------------- nn_forward_pass

forward = question("nn_forward_pass", example=_data)
scores, hidden = (
    question("nn_forward_pass", judge=part(number, numbers, otherwise=PAIR), example=_data) for number in (0, 1)
)

scores.asks(3, "scores_are_those_of_two_layers").says(
    "The first thing that comes back is the scores: layer, ReLU, layer.",
    hint="Two inputs, one hidden unit, two classes, numbers that you can handle in your head: what are the scores?",
)
hidden.asks(2, "hidden_is_after_the_relu", near_misses=("forward_hidden_before_relu",)).says(
    "The second thing that comes back is the hidden layer, after the ReLU.",
    hint="Can a number that comes out of a ReLU be negative?",
)
forward.asks(
    1,
    "one_image_or_one_unit_is_enough",
    [{"num_images": 1}, {"num_images": 6, "num_units": 1}],
    judge=replace(numbers, parts=("scores", "hidden")),
    near_misses=(),
).says("A single image gets scores too, and a network of a single hidden unit gives some.", hint=ONE_HINT)
forward.keeps_dtype(
    1,
    "results_have_the_dtype_of_the_inputs",
    judge=parts_have_dtype("scores", "hidden", otherwise="expected two values, (scores, hidden), got {}"),
).says("float64 inputs give float64 results, float32 inputs float32 ones.")
forward.keeps_inputs(1, "parameters_and_images_stay_as_they_were").says(
    "The parameters and X are the same after the call as before.", hint=IN_PLACE_HINT
)
forward.grows(
    2,
    "work_does_not_grow_with_images_or_units",
    of="images and hidden units",
    sizes={"num_images": (32, 48, 64), "num_units": (32, 48)},
).says(hint=LOOP_HINT)
forward.keeps_device(1, "results_are_on_the_device_of_the_inputs").says(
    "Scores and hidden layer are on the device of X and the parameters."
)

# ---------------------------------------------------------------- nn_forward_backward

NAME = "nn_forward_backward"


def _gradients(*keys: str, driver: str = "") -> AuthoredQuestion:
    """Ask for entries of the gradients alone."""
    judge, name = part(1, numbers, *keys, otherwise=PAIR), f"grads['{keys[0]}']" if len(keys) == 1 else ""
    return question(NAME, judge=judge, example=_labelled, driver=driver, part=name)


loss = question(NAME, judge=part(0, numbers, otherwise=PAIR), example=_labelled)
W1, b1, W2, b2 = (_gradients(key) for key in ("W1", "b1", "W2", "b2"))
weights, biases = (_gradients(*keys, driver="regularization_adds") for keys in (("W1", "W2"), ("b1", "b2")))


@loss.check(2, judge=numbers, hint="What does your function return when y is None, and is it one thing or two?")
def without_labels_scores_come_back(draw: RandomInputs) -> Call:
    """Without labels, the scores come back, and nothing else."""
    return _data(draw)


loss.asks(5, "loss_is_the_mean_over_the_images", {"reg": 0.0}).says(
    "Without regularization, the loss is the mean of the images' softmax losses.",
    hint="Take one image, two classes, and scores that you can handle in your head. What is the loss?",
)
W2.asks(5, "gradient_of_w2", {"reg": 0.0}).says(
    "Without regularization, the gradient of W2 is hidden transposed times that of the scores.",
    hint="scores = hidden @ W2 + b2. By which number does score j of an image grow when W2[k, j] grows by 1?",
)
b2.asks(5, "gradient_of_b2", {"reg": 0.0}, near_misses=("gradients_sum", "gradients_uphill")).says(
    "The gradient of b2 is the sum of the scores' gradients over the images.",
    hint="b2[j] is added to score j of every image. Which sum over what is its gradient?",
)
W1.asks(
    5, "gradient_of_w1", {"reg": 0.0}, near_misses=("gradients_sum", "gradients_uphill", "relu_forgotten_backwards")
).says(
    "Without regularization, the gradient of W1 is X transposed times that of the values before the ReLU.",
    hint="What does the ReLU pass back where its input was negative, and where it was positive?",
)
b1.asks(
    5, "gradient_of_b1", {"reg": 0.0}, near_misses=("gradients_sum", "gradients_uphill", "relu_forgotten_backwards")
).says(
    "The gradient of b1 is the sum over the images for which the unit is active.",
    hint="b1[k] is added to unit k of every image, before the ReLU. Which images tell it anything?",
)
loss.asks(2, "loss_grows_by_reg_times_the_squares", driver="regularization_adds").says(
    "Regularization adds reg times the sum of squares of W1 and W2 to the loss.",
    hint="What does the loss become when reg goes from 0 to 1, for W1 = (1, 2), W2 = (3), and biases of 4?",
)
weights.asks(3, "weights_gradients_grow_by_twice_reg_times_them").says(
    "Regularization adds 2·reg·W1 and 2·reg·W2 to their gradients.",
    hint="What is the derivative of reg·w² with respect to w?",
)
biases.asks(1, "biases_are_not_regularized").says(
    "Regularization leaves the gradients of the biases as they are.",
    hint="Which of the four parameters does the penalty speak of?",
)


def _size_of_scores(inputs: CaseInputs) -> float:
    return 1000 * _size(inputs)


@loss.check(
    2,
    driver="offset_changes",
    judge=close(scale=_size_of_scores, dtype=False, parts=("change of the loss", "change of the gradients")),
    hint="What is exp(1000) in floating point? And exp(−1000)? Which number may you take off all scores of an image?",
)
def offset_of_all_scores_changes_nothing(draw: RandomInputs) -> list[Call]:
    """Adding 1000 to all scores, or taking 1000 off, changes neither the loss nor a gradient, however far apart the scores are."""
    near, far = _apart(draw), _data(draw)
    far["params"]["b2"][4] -= 8000.0  # no image's own class: exp of its score is 0, and rightly so
    labels = draw.labels(19, 4)
    return [{**near, "y": draw.labels(19, 5), "offset": 1000.0}, {**far, "y": labels, "offset": -1000.0}]


def _apart(draw: RandomInputs) -> Call:
    """Add a unit to a network that adds 1000, 2000 or 3000 to all scores of an image: each image has a largest score of its own."""
    data = _data(draw)
    params, X = data["params"], data["X"]
    W1 = pad(params["W1"], (0, 1, 0, 1))
    W1[-1, -1] = 1000.0
    more = {"W1": W1, "b1": pad(params["b1"], (0, 1)), "W2": torch.cat([params["W2"], X.new_ones(1, 5)])}
    thousands = 1 + draw.labels(len(X), 3).double()
    return {"params": {**params, **more}, "X": torch.cat([X, thousands[:, None]], dim=1)}


loss.keeps_dtype(
    1,
    "loss_and_gradients_have_the_dtype_of_the_inputs",
    judge=parts_have_dtype("loss", "grads", otherwise="expected two values, (loss, grads), got {}"),
).says("float64 inputs give a float64 loss and gradients, float32 inputs float32 ones.")
loss.keeps_inputs(1).says("The parameters, X and y are the same after the call as before.", hint=IN_PLACE_HINT)
loss.asks(
    1,
    "one_image_is_enough",
    [{"num_images": 1, "reg": 0.0}, {"num_images": 6, "num_units": 1, "reg": 0.0}],
    judge=replace(numbers, parts=("loss", "grads")),
    near_misses=(),
).says("A single image has a loss and gradients too, and so has a single hidden unit.", hint=ONE_HINT)
loss.grows(
    2,
    "work_does_not_grow_with_images_or_classes",
    of="images and classes",
    sizes={"num_images": (32, 48, 64), "num_classes": (32, 48)},
).says(hint=LOOP_HINT)
loss.keeps_device(1, "loss_and_gradients_are_on_the_device_of_the_inputs").says(
    "The loss and all gradients are on the device of X and the parameters."
)
