# %% svm_all_classes_count
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: all classes count, not only those with a positive margin
"""Every class counts, not only those with a positive margin."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = torch.ones_like(margins)
    mask[torch.arange(N), y] = 0
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_bias_taken_off_in_place
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


# %% svm_calls_naive
# fails: svm_loss_vectorized.work_does_not_grow_with_images_or_classes
"""The naive version is called."""


def svm_loss_vectorized(W, X, y, reg):
    return svm_loss_naive(W, X, y, reg)


# %% svm_float32_mask
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


# %% svm_float_mask
# fails: svm_loss_vectorized.loss_and_gradient_have_the_dtype_of_the_inputs
"""float() makes the mask float32, and its product with inputs of float64 raises."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    rows = torch.arange(N, device=X.device)
    scores = X @ W
    margins = (scores - scores[rows, y].view(-1, 1) + 1).clamp(min=0)
    margins[rows, y] = 0
    mask = (margins > 0).float()
    mask[rows, y] = -mask.sum(dim=1)
    return margins.sum() / N + reg * (W * W).sum(), X.T @ mask / N + 2 * reg * W


# %% svm_gradient_half_penalty
# fails: svm_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: it is half as large as it should be
"""The penalty's gradient lacks the factor 2."""

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
    dW = dW + reg * W
    return loss, dW


# %% svm_gradient_no_penalty
# fails: svm_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: the penalty is left out
"""The gradient lacks the penalty."""

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
    return loss, dW


# %% svm_gradient_one_too_few
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: this is divided by one image too few
"""The gradient is divided by N − 1."""

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
    dW = X.T @ mask / (N - 1)
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_gradient_penalty_divided
# fails: svm_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: it is divided by the number of images
"""The penalty's gradient is divided by N."""

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
    dW = dW + 2 * reg * W / N
    return loss, dW


# %% svm_gradient_penalty_l1
# fails: svm_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: it is the gradient of the sum of absolute values
"""The gradient of the L1 penalty."""

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
    dW = dW + reg * W.sign()
    return loss, dW


# %% svm_gradient_penalty_sign
# fails: svm_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: its sign is turned round
"""The penalty's gradient is subtracted."""

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
    dW = dW - 2 * reg * W
    return loss, dW


# %% svm_gradient_sign
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: the sign is turned round
"""The gradient's sign is turned round."""

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
    dW = -X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_gradient_sum
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: this is the sum over the images, not the mean
"""The gradient is the sum over the images."""

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
    dW = X.T @ mask
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_gradient_transposed
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


# %% svm_half_penalty
# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: it is half as large as it should be
"""Half the penalty in the loss."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + 0.5 * reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_loop_over_classes
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


# %% svm_loop_over_images
# fails: svm_loss_vectorized.work_does_not_grow_with_images_or_classes
"""A comprehension picks the true scores one by one."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = torch.stack([scores[i, y[i]] for i in range(N)]).view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_loss_as_number
# fails: svm_loss_vectorized.loss_and_gradient_have_the_dtype_of_the_inputs
"""The loss is a Python float, not a 0-d tensor."""

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
    return loss.item(), dW


# %% svm_loss_one_too_few
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
# near miss: this is divided by one image too few
"""Divided by N − 1."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / (N - 1)
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_loss_sum
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
# near miss: this is the sum over the images, not the mean
"""The loss is the sum over the images."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum()
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_margins_as_weights
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: the margins themselves are counted, not how many are positive
"""The margins themselves instead of 0 and 1."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = margins.clone()
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_margins_of_0_count
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: margins of 0 count too, only those above 0 should
"""What was cut off at 0 counts as well."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins >= 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_mean_of_all
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
# near miss: this is divided by the number of classes too
"""The mean over images and classes."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.mean()
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_no_hinge
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
# near miss: the margins below 0 are added too
"""Margins below 0 are added too."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    raw = scores - correct + 1
    raw[torch.arange(N), y] = 0
    loss = raw.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_no_margin
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
"""The margin of 1 is missing."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_no_margin_in_loss
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
# near miss: the margin of 1 is missing
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


# %% svm_no_penalty
# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: the penalty is left out
"""The loss lacks the penalty."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_one_hot_on_the_cpu
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


# %% svm_others_nothing
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: the other classes' columns get nothing
"""Only the true class's column is there."""

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
    only = torch.zeros_like(mask)
    only[torch.arange(N), y] = mask[torch.arange(N), y]
    dW = X.T @ only / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_penalty_divided
# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: it is divided by the number of images
"""The penalty is divided by N with the rest."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = (margins.sum() + reg * (W * W).sum()) / N
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_penalty_l1
# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: it is the sum of absolute values, not of squares
"""The L1 penalty in the loss."""

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
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_penalty_mean
# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: it is the mean of the squares, not their sum
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


# %% svm_penalty_norm
# fails: svm_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: the square's root is taken
"""The root of the sum of squares."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum().sqrt()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_squared_hinge
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
# near miss: the hinge is squared
"""The margins are squared."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    margins[torch.arange(N), y] = 0
    loss = (margins**2).sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_squeezed
# fails: svm_loss_vectorized.one_image_is_enough
# near miss: an axis of length 1 is gone
"""squeeze drops an axis when there is one feature."""

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
    return loss, dW.squeeze()


# %% svm_true_class_counted
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
"""The true class's own margin of 1 is counted, in the loss and in the gradient."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    loss = margins.sum() / N
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] -= mask.sum(dim=1) + 1
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_true_class_counted_in_loss
# fails: svm_loss_vectorized.loss_is_the_mean_over_the_images, svm_loss_vectorized.one_image_is_enough
# near miss: 1 too much for each image: is the true class's own margin counted?
"""The true class's own margin of 1 is counted in the loss."""

import torch


def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    correct = scores[torch.arange(N), y].view(-1, 1)
    margins = torch.clamp(scores - correct + 1, min=0)
    loss = margins.sum() / N
    margins[torch.arange(N), y] = 0
    loss = loss + reg * (W * W).sum()
    mask = (margins > 0).to(X.dtype)
    mask[torch.arange(N), y] = -mask.sum(dim=1)
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_true_class_nothing
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: the true class's column gets nothing
"""The true class's column gets nothing."""

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
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW


# %% svm_true_class_once
# fails: svm_loss_vectorized.gradient_counts_positive_margins, svm_loss_vectorized.one_image_is_enough
# near miss: the true class's column gets each image once, however many margins are positive
"""The true class gets each image once, however many margins are positive."""

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
    mask[torch.arange(N), y] = -1
    dW = X.T @ mask / N
    dW = dW + 2 * reg * W
    return loss, dW
