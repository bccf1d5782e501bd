# %% softmax_naive_float32
# fails: softmax_loss_naive.loss_and_gradient_have_the_dtype_of_the_inputs
"""The gradient is collected in float32."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros(W.shape, device=W.device)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + (2 * reg * W).float()
    return loss, dW


# %% softmax_naive_gradient_no_penalty
# fails: softmax_loss_naive.gradient_grows_by_twice_reg_times_w
# near miss: the penalty is left out
"""The gradient lacks the penalty."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N
    return loss, dW


# %% softmax_naive_gradient_on_the_cpu
# fails: softmax_loss_naive.loss_and_gradient_are_on_the_device_of_the_inputs
"""The gradient is a new tensor whose device nobody names."""

import torch


def softmax_loss_naive(W, X, y, reg):
    loss, dW = 0.0, torch.zeros(W.shape, dtype=W.dtype)
    for i in range(len(X)):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - p[y[i]].log()
        for j in range(W.shape[1]):
            dW[:, j] += (p[j] - (1 if j == y[i] else 0)) * X[i]
    return loss / len(X) + reg * (W * W).sum(), dW / len(X) + 2 * reg * W


# %% softmax_naive_gradient_sum
# fails: softmax_loss_naive.gradient_is_probability_less_truth
# near miss: this is the sum over the images, not the mean
"""The gradient is the sum over the images."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW + 2 * reg * W
    return loss, dW


# %% softmax_naive_loss_sign
# fails: softmax_loss_naive.loss_is_the_mean_over_the_images
# near miss: the sign is turned round
"""The logarithm without its minus."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss + torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_loss_sum
# fails: softmax_loss_naive.loss_is_the_mean_over_the_images
# near miss: this is the sum over the images, not the mean
"""The loss is the sum over the images."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_no_penalty
# fails: softmax_loss_naive.loss_grows_by_reg_times_the_squares
# near miss: the penalty is left out
"""The loss lacks the penalty."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_no_shift
# fails: softmax_loss_naive.offset_of_all_scores_changes_nothing
"""The largest score is not taken off."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_no_truth
# fails: softmax_loss_naive.gradient_is_probability_less_truth
# near miss: 1 isn't taken off at the true class
"""1 isn't taken off at the true class."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_only_truth
# fails: softmax_loss_naive.gradient_is_probability_less_truth
# near miss: only the true class's column is there
"""Only the true class's column is there."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        dW[:, y[i]] += (p[y[i]] - 1) * X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_penalty_for_each_image
# fails: softmax_loss_naive.loss_grows_by_reg_times_the_squares
# near miss: it is multiplied by the number of images
"""The penalty is added for each image, and not divided."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + N * reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_shift_in_place
# fails: softmax_loss_naive.inputs_stay_as_they_were
"""The largest number is taken off the images, in place, and put back with rounding."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    largest = X.abs().max() / 3
    X -= largest
    X += largest
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_shift_of_all
# fails: softmax_loss_naive.offset_of_all_scores_changes_nothing
"""The largest score of all images is taken off every image's."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    largest = (X @ W).max()
    for i in range(N):
        scores = X[i] @ W
        scores = scores - largest
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_sign
# fails: softmax_loss_naive.gradient_is_probability_less_truth
# near miss: the sign is turned round
"""The gradient's sign is turned round."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = -dW / N + 2 * reg * W
    return loss, dW


# %% softmax_naive_without_loops
# fails: softmax_loss_naive.loop_goes_over_the_images
"""No loop: the vectorized version is called."""


def softmax_loss_naive(W, X, y, reg):
    return softmax_loss_vectorized(W, X, y, reg)
