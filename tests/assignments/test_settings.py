"""Lists of hyperparameters are read whatever they are made of, and the data to try them on are of the asked sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from autograder.course.modules import load_module

SETTINGS = load_module(Path(__file__).resolve().parents[2] / "assignments" / "_shared" / "checks" / "settings.py")


@pytest.mark.parametrize(
    "got",
    [
        ([1, 2], [0.5]),
        [[1.0, 2.0], (0.5,)],
        [torch.tensor([1.0, 2.0]), torch.tensor([0.5])],
        ([torch.tensor(1.0), torch.tensor(2.0)], {0.5}),
    ],
)
def test_lists_tuples_and_tensors_are_lists_of_numbers(got):
    assert SETTINGS.lists_of_numbers(got, 2) == [[1.0, 2.0], [0.5]]


@pytest.mark.parametrize("got", [None, 3, "ab", [[1.0]], [[1.0], [2.0], [3.0]], [[1.0], 2.0], [[1.0], ["2"]]])
def test_anything_else_is_none(got):
    assert SETTINGS.lists_of_numbers(got, 2) is None


@pytest.mark.parametrize(
    ("got", "why"),
    [
        ([[1.0], [2.0], [3.0]], "3 came"),
        ([[1.0], 2.0], "the second isn't a list of finite numbers"),
        ([[float("nan")], [2.0]], "the first isn't a list of finite numbers"),
        (None, "something else came"),
    ],
)
def test_what_is_no_list_of_numbers_is_told_by_its_place(got, why):
    assert SETTINGS.why_no_lists(got) == why


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_data_are_like_centred_images_of_ten_classes(dtype):
    X, y, X_val, y_val = SETTINGS.like_images(60, 40, dtype)

    assert [tuple(part.shape) for part in (X, y, X_val, y_val)] == [(60, 12), (60,), (40, 12), (40,)]
    assert X.dtype == dtype
    assert torch.cat([X, X_val]).mean(0).abs().max() < 1e-5
    assert torch.bincount(torch.cat([y, y_val])).tolist() == [10] * 10
    assert X.var(0).argmax() == 0
