# fails: svm_loss_vectorized.inputs_stay_as_they_were
"""W itself is overwritten with the penalty's gradient."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    W *= 2 * reg
    dW = dW + W
    return loss, dW
