"""Trusted answers in float64, written another way than the solution."""

from torch import Tensor


def rescale(x: Tensor) -> Tensor:
    """Return each number's place between the smallest and the largest, from 0 to 1."""
    ordered = x.flatten().sort().values
    return (x - ordered[0]) / (ordered[-1] - ordered[0])
