"""What checks of hyperparameters share: lists of numbers as they come, and data to try them on. Each assignment trains on it in its own way."""

import functools
import math

import torch
from torch import Tensor

from autograder.checks import Answer

_PLACES = ("first", "second", "third", "fourth")


def lists_of_numbers(got: Answer, count: int) -> list[list[float]] | None:
    """Return so many lists of finite numbers, None where that isn't what came. A number may be one of NumPy's or torch's."""
    lists = list(map(_numbers, got)) if isinstance(got, (list, tuple)) and len(got) == count else [None]
    return None if None in lists else [numbers for numbers in lists if numbers is not None]


def why_no_lists(got: Answer) -> str:
    """Say why something isn't as many lists of numbers as are asked for."""
    if not isinstance(got, (list, tuple)):
        return "something else came"
    strange = [place for place, one in zip(_PLACES, got, strict=False) if _numbers(one) is None]
    return f"the {strange[0]} isn't a list of finite numbers" if strange else f"{len(got)} came"


def _numbers(values: Answer) -> list[float] | None:
    values = values.tolist() if isinstance(values, Tensor) else values
    if not isinstance(values, (list, tuple, set, frozenset)):
        return None
    of_one = [isinstance(one, (int, float)) or (isinstance(one, Tensor) and one.ndim == 0) for one in values]
    numbers = [float(number) for number in values] if all(of_one) else [math.inf]
    return numbers if all(map(math.isfinite, numbers)) else None


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
