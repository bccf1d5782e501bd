# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares, svm_loss_vectorized.gradient_grows_by_twice_reg_times_w
"""The L1 penalty, with its gradient."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * W.abs().sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + reg * W.sign()
    return loss, dW
