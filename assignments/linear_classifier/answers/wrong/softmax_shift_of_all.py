# fails: softmax_loss_vectorized.offset_of_all_scores_changes_nothing
"""One largest score is taken off all images."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max()
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW
