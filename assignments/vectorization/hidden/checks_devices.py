"""Hidden checks of the device: asked on one that isn't the CPU, real or pretended, so no GPU is needed to grade them."""

from __future__ import annotations

from typing import Any

from autograder.checks import check, same_device
from autograder.checks.random_inputs import RandomInputs

HINT = "Which device is a new tensor on when you don't say? Which calls, such as .cpu(), .numpy() or .cuda(), tie your code to one?"


@check(asks="pairwise_distances_torch", points=1, judge=same_device(), dtypes=("float32",), hint=HINT)
def result_is_on_the_device_of_the_inputs(rng: RandomInputs) -> dict[str, Any]:
    """The result is on the device of the inputs, whichever that is."""
    return {"X": rng.normal(4, 3), "Y": rng.normal(3, 3)}


@check(asks="center_channels", points=1, judge=same_device(), dtypes=("float32",), hint=HINT)
def images_stay_on_their_device(rng: RandomInputs) -> dict[str, Any]:
    """The result is on the device of the images."""
    return {"images": rng.normal(2, 3, 2, 2)}
