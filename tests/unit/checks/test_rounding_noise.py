"""A right answer that is our own rounding asks nobody for the same, and a small one that means something is asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.checks import close, question
from autograder.checks.answers import formed
from autograder.model import Array, CaseInputs
from tests.fixtures.observed import verdicts_on

RANDOM = torch.randn(20, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


def said(got: Any, reference: Callable[..., Any], dtype: torch.dtype = torch.float64, **inputs: Any) -> str | None:
    """Judge an answer to these inputs by the reference's."""
    asked = CaseInputs(inputs, dtype, reference=reference)
    return close()(got, formed(reference(**inputs)), asked)


def deviations(x: torch.Tensor) -> float:
    return float((x - x.mean()).sum())


def listed(xs: list[float]) -> float:
    mean = sum(xs) / len(xs)
    return sum(x - mean for x in xs)


NOISE = {
    "random numbers": (deviations, {"x": RANDOM}),
    "whole numbers as floats": (deviations, {"x": torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64)}),
    "a list": (listed, {"xs": [0.1, 0.2, 0.7]}),
    "whole numbers": (listed, {"xs": [1, 2, 4, 9, 13]}),
    "a variance": (lambda xs: sum((x - sum(xs) / 3) ** 2 for x in xs), {"xs": [0.1, 0.1, 0.1]}),
    "0 by luck": (lambda a, b: a * 3 - b, {"a": 0.1, "b": 0.1 * 3}),
}


@pytest.mark.parametrize(("reference", "inputs"), NOISE.values(), ids=NOISE)
def test_where_the_right_answer_is_rounding_noise_other_noise_is_right(reference, inputs):
    assert said(0.0, reference, **inputs) is None
    assert said(3e-17, reference, **inputs) is None
    assert said(-3e-17, reference, **inputs) is None


@pytest.mark.parametrize(("reference", "inputs"), NOISE.values(), ids=NOISE)
def test_a_wrong_number_is_wrong_there_too(reference, inputs):
    assert said(1e-11, reference, **inputs)
    assert said(0.5, reference, **inputs)
    assert said(math.nan, reference, **inputs)


SMALL = {
    "a probability": (lambda z: float(torch.softmax(z, 0)[0]), {"z": torch.tensor([-46.0, 0.3]).double()}),
    "a product of probabilities": (lambda p: 1.0 * math.prod(p), {"p": [0.001] * 7}),
    "a difference that the inputs have": (lambda a, b: a - b, {"a": 1 + 1e-12, "b": 1.0}),
    "a sum without rounding": (lambda xs: math.fsum([*xs]), {"xs": [1e16, 1.0, -1e16]}),
    "a small input": (lambda x, other: x * other, {"x": 1e-20, "other": 3.0}),
    "a true zero": (lambda x: float(x.clamp(max=0).sum()), {"x": RANDOM.abs()}),
}


@pytest.mark.parametrize(("reference", "inputs"), SMALL.values(), ids=SMALL)
def test_a_small_number_that_means_something_is_asked_for(reference, inputs):
    right = reference(**inputs)

    assert said(right, reference, **inputs) is None
    assert said(right * 1.001 if right else 1e-17, reference, **inputs)
    assert right == 0 or said(0.0, reference, **inputs)


def test_what_is_noise_beside_a_part_that_is_none_leaves_that_as_it_is():
    def both(x: torch.Tensor) -> tuple[torch.Tensor, float]:
        return x - x.mean(), float((x - x.mean()).sum())

    asked = CaseInputs({"x": RANDOM}, torch.float64, reference=both)
    right = formed(both(RANDOM))

    assert close()((Array(right[0]), 0.0), right, asked) is None
    assert close()((Array(right[0] * 1.001), 0.0), right, asked)


def test_an_author_s_own_size_and_strictness_hold():
    asked = CaseInputs({"x": RANDOM}, torch.float64, reference=deviations)

    assert close(scale=1e-20)(0.0, 1e-16, asked)
    assert close(strict=True)(0.0, deviations(RANDOM), asked)


def test_nothing_is_asked_again_for_a_right_answer_or_one_of_ordinary_size():
    def never(**_: Any) -> Any:
        raise AssertionError

    asked = CaseInputs({"x": RANDOM}, torch.float64, reference=never)

    assert close()(2.5, 2.5, asked) is None
    assert close()(2.4, 2.5, asked)
    assert close()(1e-16, 1e-16, asked) is None


def test_a_reference_that_knows_no_other_inputs_leaves_the_rule_as_it_is():
    def picky(n: int) -> float:
        return 0.0 * len(range(n))

    assert said(1e-17, picky, n=5)


def test_a_class_is_judged_so_in_both_precisions():
    centred = question("centred", judge=close(), example=lambda draw: {"x": draw.normal(20)})
    centred.asks(1, "sums").says("Deviations from the mean add up to 0.")
    centred.takes("float32", 1)

    def points(line: str) -> float:
        verdicts = verdicts_on(centred, f"def centred(x):\n    return {line}\n", centred=lambda x: (x - x.mean()).sum())
        return sum(one.points for one in verdicts.values())

    assert points("torch.zeros((), dtype=x.dtype)") == 2
    assert points("x.sum() - len(x) * x.mean()") == 2
    assert points("x.sum()") == 0
