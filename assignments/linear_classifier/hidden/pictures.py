"""Pictures for feedback pages, all of public examples of this file's own."""

from __future__ import annotations

import torch

from autograder.checks import Call, picture
from autograder.checks.painters import matrices, paths

START, BOTTOM, CURVATURE = ([-3.0], [1.4]), ([0.5], [-0.4]), ([0.4], [2.0])


def _bowl(w: torch.Tensor) -> torch.Tensor:
    """Return the loss that is trained on, of (…, 2)."""
    target, curvature = (torch.tensor(values, dtype=torch.float64)[:, 0] for values in (BOTTOM, CURVATURE))
    return (curvature * (w - target) ** 2).sum(-1) / 2


@picture("train_linear_classifier", driver="path_into_a_bowl", paint=paths(_bowl, (-3.6, 2.2, -2.0, 2.0)))
def training_path() -> Call:
    """Thirty steps of your training down a bowl, from the white dot, and of ours; beside them the loss at every step."""
    start, target, curvature = (torch.tensor(values, dtype=torch.float64) for values in (START, BOTTOM, CURVATURE))
    return {"W": start, "target": target, "curvature": curvature, "learning_rate": 0.3, "num_iters": 30}


@picture(
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    driver="gradient_alone",
    tells="function",
    paint=matrices("feature", "class"),
)
def gradient_of_six_images() -> Call:
    """The gradient dW for six images of four features, three classes and reg = 0.1, by your function and by ours."""
    generator = torch.Generator().manual_seed(3)
    return {
        "W": 0.4 * torch.randn(4, 3, generator=generator, dtype=torch.float64),
        "X": torch.randn(6, 4, generator=generator, dtype=torch.float64),
        "y": torch.tensor([0, 1, 2, 0, 1, 2]),
        "reg": 0.1,
    }


@picture("numeric_gradient", driver="gradient_of_a_cubic", paint=matrices("row", "column"))
def gradient_of_a_cubic() -> Call:
    """The gradient of f(W) = Σ W³ + (Σ W)² at a W of three rows and four columns, with h = 0.1, by your function and by ours."""
    W = torch.linspace(-1, 1.2, 12, dtype=torch.float64).reshape(3, 4)
    return {"W": W, "A": torch.ones_like(W), "h": 0.1}
