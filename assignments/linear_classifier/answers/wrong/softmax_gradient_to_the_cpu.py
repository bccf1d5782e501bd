# fails: softmax_loss_vectorized.loss_and_gradient_are_on_the_device_of_the_inputs
"""Loss and gradient are right, and brought to the CPU in the end."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    rows = torch.arange(len(X))
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -(scores[rows, y] - scores.exp().sum(dim=1).log()).mean() + reg * (W * W).sum()
    p[rows, y] -= 1
    return loss.cpu(), (X.T @ p / len(X) + 2 * reg * W).cpu()
