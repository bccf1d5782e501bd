# fails: svm_loss_vectorized.loss_and_gradient_have_the_dtype_of_the_inputs
"""The mask is float32, whatever the inputs are."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).float()
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.float().T @ mask / N
    dW = dW + 2 * reg * W.float()
    return loss, dW
