"""Random inputs for hidden checks: float64 torch tensors from a generator of the check's own."""

from __future__ import annotations

import zlib

import numpy as np
import torch


class RandomInputs:
    """Draw inputs; the same seed and names give the same inputs on every machine.

    All floating results are float64 tensors on the CPU; the examiner casts them to each dtype a check asks for.
    """

    def __init__(self, seed: int, *names: str | int) -> None:
        words = [zlib.crc32(str(name).encode()) for name in names]
        self.numpy = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))

    def normal(self, *shape: int, mean: float = 0.0, std: float = 1.0) -> torch.Tensor:
        """Draw from a normal distribution; without a shape, a 0-d tensor."""
        return torch.from_numpy(np.asarray(self.numpy.normal(mean, std, shape)))

    def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
        """Draw evenly from [low, high)."""
        return torch.from_numpy(np.asarray(self.numpy.uniform(low, high, shape)))

    def apart_from_zero(self, low: float, high: float, *shape: int) -> torch.Tensor:
        """Draw numbers whose sizes lie evenly in [low, high), low ≥ 0; both signs occur, unless there is one number only."""
        drawn = self.uniform(low, high, *shape) * (2.0 * self.integers(0, 2, *shape) - 1.0)
        if drawn.numel() > 1 and bool((drawn < 0).all() | (drawn >= 0).all()):
            drawn.view(-1)[self.integer(0, drawn.numel())] *= -1.0
        return drawn

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Draw int64 values from low to high − 1."""
        return torch.from_numpy(np.asarray(self.numpy.integers(low, high, shape)))

    def labels(self, count: int, classes: int) -> torch.Tensor:
        """Draw count int64 labels in which every class occurs, when count allows it."""
        first = np.arange(count) % classes
        return torch.from_numpy(self.numpy.permutation(first))

    def permutation(self, count: int) -> torch.Tensor:
        """Draw an order of 0 … count − 1, int64."""
        return torch.from_numpy(self.numpy.permutation(count))

    def integer(self, low: int, high: int) -> int:
        """Draw one Python int from low to high − 1."""
        return int(self.numpy.integers(low, high))

    def number(self, low: float, high: float) -> float:
        """Draw one Python float evenly from [low, high)."""
        return float(self.numpy.uniform(low, high))
