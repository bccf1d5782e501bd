"""Hidden checks of the device: asked on one that isn't the CPU, real or pretended, so no GPU is needed to grade them."""

from __future__ import annotations

from typing import Any

from autograder.checks import check, same_device
from autograder.checks.random_inputs import RandomInputs

HINT = "Which device is a new tensor on when you don't say? Which calls, such as .cpu(), .numpy() or .cuda(), tie your code to one?"

DISTANCES = ("compute_distances_two_loops", "compute_distances_one_loop", "compute_distances_no_loops")


@check(asks=DISTANCES, points=1, judge=same_device(), dtypes=("float32",), hint=HINT)
def result_is_on_the_device_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """The result is on the device of the inputs, whichever that is."""
    return {"x_train": rng.normal(4, 3), "x_test": rng.normal(3, 3)}


@check(asks="predict_labels", points=1, judge=same_device(), dtypes=("float32",), hint=HINT)
def labels_are_on_the_device_of_the_distances(rng: RandomInputs) -> dict[str, Any]:
    """Predicted labels are on the device of dists and y_train."""
    return {"dists": rng.uniform(0, 1, 5, 4), "y_train": rng.labels(5, 3), "k": 3}


@check(
    asks="KnnClassifier",
    points=1,
    judge=same_device(),
    dtypes=("float32",),
    given=(*DISTANCES, "predict_labels"),
    probe="classifier_predicts",
    hint=HINT,
)
def predictions_are_on_the_device_of_the_data(rng: RandomInputs) -> dict[str, Any]:
    """Data of any device go in, and the predictions are on that device too."""
    return {"x_train": rng.normal(6, 2), "y_train": rng.labels(6, 2), "x_test": rng.normal(4, 2), "k": 3}
