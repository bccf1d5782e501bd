"""What checks of hyperparameters share: lists of numbers as they come, and data to try them on. Each assignment trains on it in its own way."""

import functools

import torch
from torch import Tensor

from autograder.checks import Answer


def lists_of_numbers(got: Answer, count: int) -> list[list[float]] | None:
    """Return so many lists of numbers, None where that isn't what came."""
    lists = [one.tolist() if isinstance(one, Tensor) else one for one in got] if isinstance(got, (list, tuple)) else []
    if len(lists) != count or not all(isinstance(values, (list, tuple)) for values in lists):
        return None
    if not all(isinstance(number, (int, float)) for values in lists for number in values):
        return None
    return [[float(number) for number in values] for values in lists]


@functools.cache
def like_images(train: int, val: int, dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Make data that ask for the same settings as centred images do: one direction (brightness) varies far more than all others.

    The variances along the directions are those of 32×32 colour images in [0, 1], the first twelve of them. There are ten classes.
    """
    generator, count = torch.Generator().manual_seed(20260928), train + val
    variances = torch.tensor([164, 32, 8, 5, 2.2, 1.9, 1.6, 1.4, 1.2, 1, 1, 0.9], dtype=dtype)
    centres = torch.randn(10, 12, generator=generator, dtype=dtype)
    y = torch.arange(count) % 10
    X = variances.sqrt() * (0.75 * centres[y] + 0.65 * torch.randn(count, 12, generator=generator, dtype=dtype))
    X = X - X.mean(0)
    return X[:train], y[:train], X[train:], y[train:]
