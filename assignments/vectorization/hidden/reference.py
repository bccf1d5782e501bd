"""Trusted answers for broadcasting and vectorization, in float64 and on the CPU, from definitions and library calls students may not use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

QUIZ: dict[str, list[tuple[int, ...]]] = {  # the shapes that meet in each question of the quiz
    "a": [(10, 20), (20,)],
    "b": [(10, 20), (10, 1)],
    "c": [(10, 20), (10,)],
    "d": [(1, 20), (10, 1)],
    "e": [(30,), (20, 1), (10, 1, 1)],
    "f": [(5, 1, 4), (3, 1)],
    "g": [(6,), (6, 1)],
    "h": [(2, 3, 4), (2, 3)],
}


def _power(A: Tensor, p: float) -> Tensor:
    """Return A_ij^p, entry by entry, with Python's own power."""
    return torch.tensor([value**p for value in A.flatten().tolist()], dtype=torch.float64).reshape(A.shape)


elementwise_power_loops = _power
elementwise_power = _power


def hadamard(A: Tensor, B: Tensor) -> tuple[Tensor, Tensor]:
    """Return A_ij·B_ij and A_ij / B_ij."""
    return torch.mul(A, B), torch.div(A, B)


def one_of_two(A: Tensor, B: Tensor, which: int) -> Tensor:
    """Return the product or the quotient."""
    return hadamard(A, B)[which]


def axis_sums(A: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the four sums as products with vectors of ones."""
    rows, columns = torch.ones(A.shape[0], dtype=A.dtype), torch.ones(A.shape[1], dtype=A.dtype)
    return rows @ A, A @ columns, A @ columns[:, None], rows @ A @ columns


def one_sum(A: Tensor, which: int) -> Tensor:
    """Return one of the four sums."""
    return axis_sums(A)[which]


def broadcast_shape(shape_a: Sequence[int], shape_b: Sequence[int]) -> tuple[int, ...] | None:
    """Return the shape as NumPy itself says, None where NumPy refuses."""
    try:
        return tuple(np.broadcast_shapes(tuple(shape_a), tuple(shape_b)))
    except ValueError:
        return None


def answers(letters: Sequence[str]) -> dict[str, object]:
    """Return NumPy's own answers to the quiz."""
    found: dict[str, object] = {}
    for letter in letters:
        try:
            found[letter] = tuple(np.broadcast_shapes(*QUIZ[letter]))
        except ValueError:
            found[letter] = "error"
    return found


def subtract_vector(P: Tensor, v: Tensor) -> Tensor:
    """Return P with v's entry j taken from column j."""
    return torch.stack([P[:, j] - v[j, 0] for j in range(P.shape[1])], dim=1)


def outer_sum(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """Return z_i + y_j + x_k for all i, j, k."""
    total = torch.cartesian_prod(z, y, x).sum(1)
    return total.reshape(len(z), len(y), len(x))


def pairwise_distances(X: Tensor, Y: Tensor) -> Tensor:
    """Return ‖x_i − y_j‖ as torch.cdist's direct method sums it (no matrix product)."""
    return torch.cdist(X, Y, compute_mode="donot_use_mm_for_euclid_dist")


pairwise_distances_python = pairwise_distances
pairwise_distances_loops = pairwise_distances
pairwise_distances_torch = pairwise_distances


def center_channels(images: Tensor) -> Tensor:
    """Return each channel less its mean over all images, rows and columns, channel by channel."""
    return torch.stack([images[:, c] - images[:, c].flatten().mean() for c in range(images.shape[1])], dim=1)
