"""The rule that a result is like an input tells of the first thing that isn't."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from autograder.course.modules import load_module
from autograder.model import CaseInputs

SHARED = Path(__file__).resolve().parents[2] / "assignments" / "_shared" / "checks"
INPUTS = CaseInputs({"w": torch.zeros(2, 3, dtype=torch.float64)}, torch.float32)


@pytest.mark.parametrize(
    ("got", "told"),
    [
        (torch.ones(2, 3), None),
        (None, "next_w isn't a tensor"),
        (torch.ones(6), "w has shape (2, 3), and next_w (6,)"),
        (torch.ones(1).expand(12_345, 67_890), "w has shape (2, 3), and next_w (… of 2 axes)"),
        (torch.ones(2, 3, dtype=torch.float64), "w is float32, and next_w float64"),
    ],
)
def test_shape_and_dtype_are_those_of_the_input(got, told):
    rule = load_module(SHARED / "like_an_input.py").like("w", "next_w")

    assert rule(got, None, INPUTS) == told
