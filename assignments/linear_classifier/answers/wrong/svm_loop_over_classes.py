# fails: svm_loss_vectorized.work_does_not_grow_with_images_or_classes
"""A loop over the classes makes the gradient column by column."""

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
    dW = torch.zeros_like(W)
    for c in range(W.shape[1]):
        dW[:, c] = X.T @ mask[:, c] / N
    dW = dW + 2 * reg * W
    return loss, dW
