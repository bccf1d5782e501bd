# fails: softmax_loss_vectorized.inputs_stay_as_they_were
"""The penalty's gradient is made in W itself."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    W *= 2 * reg
    dW = X.T @ p / N + W
    return loss, dW
