"""Compare gradients worked out by hand with gradients measured by small steps."""

from collections.abc import Callable

import torch


def measure_gradient(f: Callable[[torch.Tensor], torch.Tensor], w: torch.Tensor, h: float = 1e-6) -> torch.Tensor:
    """Measure the gradient of f at w by central differences, one element at a time; w is left unchanged.

    f takes a tensor of w's shape and returns one number. The result has w's shape, in float64. An f that computes
    in float64 is accurate to about 1e-9; one that computes in float32 needs a larger h, about 1e-2.
    """
    point = w.detach().to(torch.float64).clone()
    gradient = torch.zeros_like(point)
    for i in range(point.numel()):
        value = point.view(-1)[i].item()
        point.view(-1)[i] = value + h
        above = float(f(point))
        point.view(-1)[i] = value - h
        below = float(f(point))
        point.view(-1)[i] = value
        gradient.view(-1)[i] = (above - below) / (2 * h)
    return gradient


def relative_error(got: torch.Tensor, expected: torch.Tensor) -> float:
    """Return max |got − expected| divided by max (|got| + |expected|): 0 when equal, at most 1.

    Rule of thumb, in float64: below 1e-7 right; above 1e-4 probably wrong; between, look for a kink (max, abs, ReLU).
    """
    got, expected = torch.as_tensor(got).detach().double(), torch.as_tensor(expected).detach().double()
    assert got.shape == expected.shape, f"the shapes differ: {tuple(got.shape)} and {tuple(expected.shape)}"
    size = (got.abs() + expected.abs()).max() if got.numel() else torch.tensor(0.0)
    return float((got - expected).abs().max() / size) if size > 0 else 0.0
