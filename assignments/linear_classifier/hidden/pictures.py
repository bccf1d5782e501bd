"""Pictures for feedback pages, all of public examples of this file's own."""

from __future__ import annotations

from typing import Any

import torch

from autograder.checks import picture
from autograder.checks.painters import matrices, paths
from autograder.model import Sketch

START, BOTTOM, CURVATURE = ([-3.0], [1.4]), ([0.5], [-0.4]), ([0.4], [2.0])


def _bowl(w: torch.Tensor) -> torch.Tensor:
    """Return the loss that is trained on, of (…, 2)."""
    target, curvature = (torch.tensor(values, dtype=torch.float64)[:, 0] for values in (BOTTOM, CURVATURE))
    return (curvature * (w - target) ** 2).sum(-1) / 2


@picture(
    asks="train_linear_classifier", probe="path_into_a_bowl", paint=paths(_bowl, (-3.6, 2.2, -2.0, 2.0))
)  # fmt: skip
def training_path() -> dict[str, Any]:
    """Thirty steps of your training down a bowl, from the white dot, and of ours; beside them the loss at every step."""
    start, target, curvature = (torch.tensor(values, dtype=torch.float64) for values in (START, BOTTOM, CURVATURE))
    return {"W": start, "target": target, "curvature": curvature, "learning_rate": 0.3, "num_iters": 30}


def _gradient(question: str) -> Sketch:
    def gradient_of_six_images() -> dict[str, Any]:
        """The gradient dW for six images of four features, three classes and reg = 0.1, by your function and by ours."""
        generator = torch.Generator().manual_seed(3)
        return {
            "function": question,
            "W": 0.4 * torch.randn(4, 3, generator=generator, dtype=torch.float64),
            "X": torch.randn(6, 4, generator=generator, dtype=torch.float64),
            "y": torch.tensor([0, 1, 2, 0, 1, 2]),
            "reg": 0.1,
        }

    return picture(asks=question, probe="gradient_alone", paint=matrices("feature", "class"))(gradient_of_six_images)


svm_naive, svm_vectorized, softmax_naive, softmax_vectorized = (
    _gradient(f"{loss}_loss_{way}") for loss in ("svm", "softmax") for way in ("naive", "vectorized")
)


@picture(asks="numeric_gradient", probe="gradient_of_a_cubic", paint=matrices("row", "column"))
def gradient_of_a_cubic() -> dict[str, Any]:
    """The gradient of f(W) = Σ W³ + (Σ W)² at a W of three rows and four columns, with h = 0.1, by your function and by ours."""
    W = torch.linspace(-1, 1.2, 12, dtype=torch.float64).reshape(3, 4)
    return {"W": W, "A": torch.ones_like(W), "h": 0.1}
