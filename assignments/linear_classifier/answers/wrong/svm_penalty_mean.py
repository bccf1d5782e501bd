# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares
"""The mean of the squares."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).mean()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW
