"""Hidden checks of the penalty and of the losses. Each fails for one reason.

A loss function answers (loss, dW). Its loss and its gradient, its data part and its regularization, each have a check of their own.
"""

from dataclasses import replace

import torch

from autograder.checks import Call, CaseInputs, RandomInputs, close, part, parts_have_dtype, question

# ---------------------------------------------------------------- regularization


def _weights(draw: RandomInputs, kind: str) -> list[Call]:
    return [{"W": draw.normal(7, 5), "kind": kind}, {"W": draw.normal(3, 4, 2), "kind": kind}]


def _both_kinds(draw: RandomInputs) -> list[Call]:
    return [{"W": draw.normal(5, 4), "kind": kind} for kind in ("l1", "l2")]


value = question("regularization", judge=part(0, close(dtype=False)), example=_weights)
derivative = question("regularization", judge=part(1, close(dtype=False)), example=_weights)
penalty = question("regularization", judge=close(parts=("penalty", "gradient")), example=_both_kinds)

value.asks(1, "l2_is_the_sum_of_squares", {"kind": "l2"}).says(
    'With "l2" the penalty is the sum of the squares of all weights.',
    hint="By hand: what is the L2 penalty of the two weights 3 and 4?",
)
derivative.asks(1, "l2_gradient_is_twice_the_weights", {"kind": "l2"}).says(
    'With "l2" the gradient is 2W, in the shape of W.', hint="What is the derivative of w² with respect to w?"
)
value.asks(1, "l1_is_the_sum_of_absolute_values", {"kind": "l1"}).says(
    'With "l1" the penalty is the sum of the absolute values of all weights.',
    hint="By hand: what is the L1 penalty of the two weights 3 and −4?",
)
derivative.asks(1, "l1_gradient_is_the_sign", {"kind": "l1"}).says(
    'With "l1" the gradient is 1 for positive weights and −1 for negative ones.',
    hint="What is the slope of |w| at w = 3, and at w = −4?",
)


@derivative.check(0.5, near_misses=(), hint="What does your code compute where a weight is exactly 0?")
def l1_gradient_is_0_at_0(draw: RandomInputs) -> Call:
    """With "l1" the gradient is 0 where a weight is 0."""
    W = draw.normal(6, 4)
    W[draw.permutation(6)[:3], 1] = 0
    return {"W": W, "kind": "l1"}


penalty.takes("float32", 0.5)
penalty.keeps_inputs(0.5, "weights_stay_as_they_were").says(
    "W is the same after the call as before.",
    hint="Which of your lines write into W? Look for *=, and for methods that end in an underscore.",
)
penalty.keeps_device(0.5, "penalty_is_on_the_device_of_the_weights").says(
    "Both penalties, and their gradients, are on the device of W."
)

# ---------------------------------------------------------------- the losses


def _size_of_loss(inputs: CaseInputs) -> float:
    return 1.0 + float((inputs["X"] @ inputs["W"]).abs().max())


def _size_of_gradient(inputs: CaseInputs) -> float:
    return float(inputs["X"].abs().max())


def _size_of_offset(inputs: CaseInputs) -> float:
    return float(inputs["offsets"].abs().max()) * (1 + _size_of_gradient(inputs))


def _plain(draw: RandomInputs, num_images: int = 9, num_classes: int = 4) -> Call:
    X, y = draw.normal(num_images, 6), draw.labels(num_images, num_classes)
    return {"W": draw.normal(6, num_classes, std=0.3), "X": X, "y": y, "reg": 0.1}


def _data(draw: RandomInputs, count: int = 21, features: int = 11, reg: float = 0.0) -> Call:
    """Draw weights and points, some margins above 0 and some below, none so near to 0 that rounding decides."""
    while True:
        W, X, y = draw.normal(features, 5, std=0.3), draw.normal(count, features), draw.labels(count, 5)
        scores, true = X @ W, torch.eye(5, dtype=torch.float64)[y]
        margins = (scores - (scores * true).sum(1, keepdim=True) + 1)[true == 0]
        if float(margins.abs().min()) > 1e-3 and 0.3 < float((margins > 0).double().mean()) < 0.95:
            return {"W": W, "X": X, "y": y, "reg": reg}


LOSSES = ("svm_loss_naive", "svm_loss_vectorized", "softmax_loss_naive", "softmax_loss_vectorized")
NAIVE_SVM, SVM, NAIVE_SOFTMAX, SOFTMAX = LOSSES
LOSS, GRADIENT = close(scale=_size_of_loss, dtype=False), close(scale=_size_of_gradient, dtype=False)
losses = question(*LOSSES, example=_plain, tells="function")
both = question(*LOSSES, example=_data, tells="function", judge=replace(LOSS, parts=("loss", "dW")))
loss = question(*LOSSES, example=_data, tells="function", judge=part(0, LOSS))
gradient = question(*LOSSES, example=_data, tells="function", judge=part(1, GRADIENT))

COLUMNS_HINT = "One image, one class with a positive margin: which two columns of dW change, and by how much? And with two such classes?"
TRANSPOSED = "rows and columns are exchanged"

loss.asks({NAIVE_SVM: 1, SVM: 2, NAIVE_SOFTMAX: 2, SOFTMAX: 2}, "loss_is_the_mean_over_the_images").says(
    "Without regularization, the loss is the mean of the images' losses.",
    hint="Take one image, two classes, and scores that you can handle in your head. What is the loss?",
)


@gradient.check({NAIVE_SVM: 3}, hint=COLUMNS_HINT)
@gradient.check(
    {SVM: 2}, near_misses={TRANSPOSED: lambda expected, inputs: (expected[0], expected[1].T)}, hint=COLUMNS_HINT
)
def gradient_counts_positive_margins(draw: RandomInputs) -> Call:
    """Without regularization, each positive margin adds the image to its class's column and takes it off the true class's."""
    return _data(draw)


gradient.asks({NAIVE_SOFTMAX: 2, SOFTMAX: 2}, "gradient_is_probability_less_truth").says(
    "Without regularization, each image adds itself times (p − 1) to the true class's column and times p to the others'.",
    hint="Which number multiplies the image in column j of dW, for the true class and for the others?",
)
loss.asks(1, "loss_grows_by_reg_times_the_squares", {"reg": 0.2}, driver="regularization_adds").says(
    "Regularization adds reg times the sum of squares of W to the loss.",
    hint="What does the loss become when reg goes from 0 to 1? By how much, for W = (1, 2)?",
)
gradient.asks(
    {NAIVE_SVM: 2, SVM: 1, NAIVE_SOFTMAX: 1, SOFTMAX: 1},
    "gradient_grows_by_twice_reg_times_w",
    {"reg": 0.2},
    driver="regularization_adds",
).says("Regularization adds 2·reg·W to the gradient.", hint="What is the derivative of reg·w² with respect to w?")


@losses.check(
    {NAIVE_SOFTMAX: 1, SOFTMAX: 2},
    judge=close(scale=_size_of_offset, dtype=False, parts=("change of the loss", "change of dW")),
    driver="offset_changes",
    hint="What is exp(1000) in floating point? And exp(−1000)? Which number may you take off all scores of an image, and is it the same for all images?",
)
def offset_of_all_scores_changes_nothing(draw: RandomInputs) -> list[Call]:
    """Adding 1000 to all scores of an image, or taking 1000 off, changes neither its loss nor its gradient, however far apart the scores are."""
    near, far = _data(draw), _data(draw)
    far["X"][:, 0], far["y"] = 1.0, draw.labels(len(far["y"]), 4)
    far["W"][0, 4] -= 8000.0  # no image's own class: exp of its score is 0, and rightly so
    calls = []
    for inputs in (near, far):
        del inputs["reg"]
        calls.append({**inputs, "offsets": 1000 * (draw.labels(len(inputs["y"]), 3).double() - 1)})
    return calls


both.keeps_dtype(
    0.5, "loss_and_gradient_have_the_dtype_of_the_inputs", judge=parts_have_dtype("loss", "dW"), at={"reg": 0.1}
).says("float64 inputs give a float64 loss and gradient, float32 inputs float32 ones.")
losses.keeps_inputs(1).says(
    "W, X and y are the same after the call as before.",
    hint="Which of your lines write into W, X or y? Look for -=, *= and methods that end in an underscore; a slice or a .T is no copy.",
)
ONE_IMAGE = [{"count": 1}, {"count": 6, "features": 1}]
both.asks({SVM: 1}, "one_image_is_enough", ONE_IMAGE, near_misses=("svm_squeezed",)).says(
    "A single image has a loss and a gradient too, and so has a single feature.",
    hint="What are the shapes along the way when N is 1? Is there a squeeze in your code?",
)
losses.grows({NAIVE_SOFTMAX: 1}, "loop_goes_over_the_images", like="N", sizes={"num_images": (32, 48, 64)}).says(
    "The naive version takes the images one at a time.", hint="Which loop goes over the images?"
)
losses.grows(
    {SVM: 2, SOFTMAX: 2},
    "work_does_not_grow_with_images_or_classes",
    of="images and classes",
    sizes={"num_images": (32, 48, 64), "num_classes": (32, 48)},  # larger ones take a naive loss minutes
).says(
    hint="Which Python loop is still there, over images or over classes? Comprehensions, map, and calls of the naive version count too."
)
losses.keeps_device(0.5, "loss_and_gradient_are_on_the_device_of_the_inputs").says(
    "The loss and dW are on the device of W and X."
)
