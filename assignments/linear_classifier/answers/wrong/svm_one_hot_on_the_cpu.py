# fails: svm_loss_vectorized.loss_and_gradient_are_on_the_device_of_the_inputs
"""The one-hot rows are cut from a matrix whose device nobody names."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    truth = torch.eye(W.shape[1], dtype=W.dtype)[y]
    scores = X @ W
    margins = (scores - (scores * truth).sum(dim=1, keepdim=True) + 1).clamp(min=0) * (1 - truth)
    loss = margins.sum() / len(X) + reg * (W * W).sum()
    active = (margins > 0).to(X.dtype)
    active = active - active.sum(dim=1, keepdim=True) * truth
    return loss, X.T @ active / len(X) + 2 * reg * W
