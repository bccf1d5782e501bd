# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.gradient_grows_by_twice_reg_times_w, svm_loss_vectorized.one_image_is_enough, svm_loss_vectorized.inputs_stay_as_they_were, svm_loss_vectorized.work_does_not_grow_with_images_or_classes, svm_loss_vectorized.loss_and_gradient_are_on_the_device_of_the_inputs
"""The gradient comes back as (C, D)."""

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
    dW = dW + 2 * reg * W
    return loss, dW.T
