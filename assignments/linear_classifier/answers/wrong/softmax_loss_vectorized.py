# %% softmax_calls_naive
# fails: softmax_loss_vectorized.work_does_not_grow_with_images_or_classes
"""The naive version is called."""


def softmax_loss_vectorized(W, X, y, reg):
    return softmax_loss_naive(W, X, y, reg)


# %% softmax_centred_in_place
# fails: softmax_loss_vectorized.inputs_stay_as_they_were
"""The penalty's gradient is made in W itself."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    W *= 2 * reg
    dW = X.T @ p / N + W
    return loss, dW


# %% softmax_double_penalty
# fails: softmax_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: it is twice as large as it should be
"""The penalty is counted twice in the loss."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + 2 * reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_epsilon
# fails: softmax_loss_vectorized.loss_is_the_mean_over_the_images
"""A small number is added inside the logarithm, and it is not so small."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y] + 1e-3).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_gradient_by_classes
# fails: softmax_loss_vectorized.gradient_is_probability_less_truth
# near miss: this is divided by the number of classes too
"""The gradient is divided by the number of classes too."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / p.numel() + 2 * reg * W
    return loss, dW


# %% softmax_gradient_double_penalty
# fails: softmax_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: it is twice as large as it should be
"""The penalty's gradient is twice as large."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 4 * reg * W
    return loss, dW


# %% softmax_gradient_float64
# fails: softmax_loss_vectorized.loss_and_gradient_have_the_dtype_of_the_inputs
"""The gradient comes back as float64, whatever the inputs are."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW.double()


# %% softmax_gradient_no_penalty
# fails: softmax_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: the penalty is left out
"""The gradient lacks the penalty."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N
    return loss, dW


# %% softmax_gradient_of_images
# fails: softmax_loss_vectorized.gradient_is_probability_less_truth, softmax_loss_vectorized.offset_of_all_scores_changes_nothing
"""Softmax along the images in the gradient only."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    p = scores.exp() / scores.exp().sum(dim=0)
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_gradient_one_too_few
# fails: softmax_loss_vectorized.gradient_is_probability_less_truth
# near miss: this is divided by one image too few
"""The gradient is divided by N − 1."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / (N - 1) + 2 * reg * W
    return loss, dW


# %% softmax_gradient_penalty_for_each_image
# fails: softmax_loss_vectorized.gradient_grows_by_twice_reg_times_w
# near miss: it is multiplied by the number of images
"""The penalty's gradient is multiplied by N."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W * N
    return loss, dW


# %% softmax_gradient_sign
# fails: softmax_loss_vectorized.gradient_is_probability_less_truth
# near miss: the sign is turned round
"""The gradient's sign is turned round."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = -X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_gradient_sum
# fails: softmax_loss_vectorized.gradient_is_probability_less_truth
# near miss: this is the sum over the images, not the mean
"""The gradient is the sum over the images."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p + 2 * reg * W
    return loss, dW


# %% softmax_gradient_to_the_cpu
# fails: softmax_loss_vectorized.loss_and_gradient_are_on_the_device_of_the_inputs
"""Loss and gradient are right, and brought to the CPU in the end."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    rows = torch.arange(len(X))
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -(scores[rows, y] - scores.exp().sum(dim=1).log()).mean() + reg * (W * W).sum()
    p[rows, y] -= 1
    return loss.cpu(), (X.T @ p / len(X) + 2 * reg * W).cpu()


# %% softmax_log_of_mean
# fails: softmax_loss_vectorized.loss_is_the_mean_over_the_images
# near miss: this is the logarithm of a mean, not the mean of logarithms
"""The logarithm of the mean, not the mean of the logarithms."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y].mean()) + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_loss_by_classes
# fails: softmax_loss_vectorized.loss_is_the_mean_over_the_images
# near miss: this is divided by the number of classes too
"""Divided by the number of classes too."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() / W.shape[1] + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_loss_one_too_few
# fails: softmax_loss_vectorized.loss_is_the_mean_over_the_images
# near miss: this is divided by one image too few
"""Divided by N − 1."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).sum() / (N - 1) + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_loss_sum
# fails: softmax_loss_vectorized.loss_is_the_mean_over_the_images
# near miss: this is the sum over the images, not the mean
"""The loss is the sum over the images."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).sum() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_no_penalty
# fails: softmax_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: the penalty is left out
"""The loss lacks the penalty."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_no_shift
# fails: softmax_loss_vectorized.offset_of_all_scores_changes_nothing
"""The largest score is not taken off."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_no_truth
# fails: softmax_loss_vectorized.gradient_is_probability_less_truth
# near miss: 1 isn't taken off at the true class
"""1 isn't taken off at the true class."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_penalty_sign
# fails: softmax_loss_vectorized.loss_grows_by_reg_times_the_squares
# near miss: its sign is turned round
"""The penalty is subtracted."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() - reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_shift_along_images
# fails: softmax_loss_vectorized.offset_of_all_scores_changes_nothing, softmax_loss_vectorized.loss_is_the_mean_over_the_images, softmax_loss_vectorized.gradient_is_probability_less_truth
"""The largest score of each class is taken off, which changes the loss."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=0, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_shift_of_all
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


# %% softmax_sum_along_images
# fails: softmax_loss_vectorized.loss_is_the_mean_over_the_images, softmax_loss_vectorized.gradient_is_probability_less_truth, softmax_loss_vectorized.offset_of_all_scores_changes_nothing
"""The probabilities add up to 1 over the images."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=0, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_truth_added
# fails: softmax_loss_vectorized.gradient_is_probability_less_truth
# near miss: 1 is added at the true class, not taken off
"""1 is added at the true class."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] += 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_shift_by_the_smallest
# fails: softmax_loss_vectorized.offset_of_all_scores_changes_nothing
"""The smallest score is taken off, not the largest."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.min(dim=1, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW


# %% softmax_shift_by_the_mean
# fails: softmax_loss_vectorized.offset_of_all_scores_changes_nothing
"""The mean of an image's scores is taken off, not the largest."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.mean(dim=1, keepdim=True)
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW
