# fails: softmax_loss_vectorized.gradient_is_probability_less_truth
"""The gradient is the sum over the images."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p + 2 * reg * W
    return loss, dW
