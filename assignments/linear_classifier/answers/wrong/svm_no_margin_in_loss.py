# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
"""The margin of 1 is missing in the loss only."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = (torch.clamp(scores - correct, min=0)).sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW
