"""The SVM loss of six images on paper: what is known, and what is wanted."""

import torch


def paper_svm() -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], list[str]]:
    """Make what one step of the SVM gradient needs, with sizes that are all different; the wanted gradient is torch's."""
    generator = torch.Generator().manual_seed(0)
    X, y, N = torch.randn(6, 4, generator=generator, dtype=torch.float64), torch.tensor([0, 1, 2, 2, 1, 0]), 6
    W = torch.randn(4, 3, generator=generator, dtype=torch.float64).requires_grad_()
    scores = X @ W
    rows = torch.arange(N)
    above = ((scores - scores[rows, y][:, None] + 1 > 0) & (rows[:3] != y[:, None])).double()
    pushes = torch.autograd.grad(N * torch.nn.functional.multi_margin_loss(scores, y) * 3, scores, retain_graph=True)[0]
    (dW,) = torch.autograd.grad(3 * torch.nn.functional.multi_margin_loss(scores, y), W)
    known = {"X": X, "above": above, "M": pushes.round(), "N": torch.tensor(float(N), dtype=torch.float64)}
    return known, {"pulls": -pushes[rows, y], "dW": dW}, [f"{name} {tuple(value.shape)}" for name, value in known.items()]
