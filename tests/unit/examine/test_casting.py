"""Inputs in another dtype: floating tensors are cast wherever they stand, and nothing else is touched."""

from __future__ import annotations

import torch

from autograder.examine import casting
from autograder.model import Array

THIRD = torch.tensor([1 / 3], dtype=torch.float64)
INPUTS = {"x": THIRD, "y": torch.tensor([1]), "n": 2, "parts": [THIRD, {"a": THIRD}]}


def test_floating_tensors_are_cast_at_any_depth_and_nothing_else():
    made = casting.cast(INPUTS, torch.float32)

    assert made["x"].dtype == made["parts"][0].dtype == made["parts"][1]["a"].dtype == torch.float32
    assert made["y"].dtype == torch.int64 and made["n"] == 2


def test_the_reference_is_asked_in_float64_for_the_rounded_number_that_a_student_is_handed():
    handed, trusted = casting.rounded(INPUTS, torch.float32)

    assert trusted["x"].dtype == torch.float64 and float(trusted["x"]) == float(handed["x"]) != float(THIRD)


def test_what_travels_is_plain():
    made = casting.travelling({"x": THIRD.t(), "n": 2}, "numpy")

    assert isinstance(made["x"], Array) and made["x"].library == "numpy" and made["n"] == 2


def test_a_copy_may_be_written_into():
    copy, known = casting.copied(THIRD), casting.copied([1])
    copy += 1
    known.append(2)

    assert float(THIRD) == 1 / 3 and known == [1, 2]


def test_a_dtype_makes_a_difference_to_floating_tensors_alone():
    assert casting.is_floating(INPUTS) and not casting.is_floating({"y": torch.tensor([1]), "z": 1.0})
