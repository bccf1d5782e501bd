# %% svm_naive_float32
# fails: svm_loss_naive.loss_and_gradient_have_the_dtype_of_the_inputs
"""The gradient comes back as float32, whatever the inputs are."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW = (dW + 2 * reg * W).float()
    # END YOUR CODE
    return loss, dW


# %% svm_naive_half_penalty
# fails: svm_loss_naive.gradient_grows_by_twice_reg_times_w
# near miss: it is half as large as it should be
"""The gradient of the penalty lacks the factor 2."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW += reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_into_w
# fails: svm_loss_naive.inputs_stay_as_they_were
"""The penalty's gradient is made in W itself."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW += W.mul_(2 * reg)
    # END YOUR CODE
    return loss, dW


# %% svm_naive_loss_divided_again
# fails: svm_loss_naive.loss_is_the_mean_over_the_images, svm_loss_naive.loss_grows_by_reg_times_the_squares
"""The loss is divided by N once more."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    loss = loss / num_train
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_margin_as_weight
# fails: svm_loss_naive.gradient_counts_positive_margins
# near miss: the margins themselves are counted, not how many are positive
"""Each image is multiplied by its margin."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += margin * X[i]
                dW[:, y[i]] -= margin * X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_margins_divided
# fails: svm_loss_naive.loss_is_the_mean_over_the_images
# near miss: this is divided by the number of images once more
"""Each margin is divided by N where it is added, and their sum once more."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                loss = loss - margin + margin / num_train
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_no_penalty
# fails: svm_loss_naive.gradient_grows_by_twice_reg_times_w
# near miss: the penalty is left out
"""The gradient of the penalty is missing."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    # END YOUR CODE
    return loss, dW


# %% svm_naive_one_too_few
# fails: svm_loss_naive.gradient_counts_positive_margins
# near miss: this is divided by one image too few
"""Divided by N − 1."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train - 1
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_others_forgotten
# fails: svm_loss_naive.gradient_counts_positive_margins
# near miss: the other classes' columns get nothing
"""Only the true class's column changes."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_penalty_divided
# fails: svm_loss_naive.gradient_grows_by_twice_reg_times_w
# near miss: it is divided by the number of images
"""The gradient of the penalty is divided by N too."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW += 2 * reg * W
    dW /= num_train
    # END YOUR CODE
    return loss, dW


# %% svm_naive_penalty_on_the_cpu
# fails: svm_loss_naive.loss_and_gradient_are_on_the_device_of_the_inputs
"""The gradient is finished on the CPU."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW = dW.cpu() / num_train + 2 * reg * W.cpu()
    # END YOUR CODE
    return loss, dW


# %% svm_naive_penalty_spoilt
# fails: svm_loss_naive.loss_grows_by_reg_times_the_squares
# near miss: it is divided by the number of images
"""The given penalty is divided by N afterwards, with what belongs to it."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    loss = loss - reg * (W * W).sum() + reg * (W * W).sum() / num_train
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_penalty_twice
# fails: svm_loss_naive.loss_grows_by_reg_times_the_squares
# near miss: it is twice as large as it should be
"""The penalty is added to the loss once more, though it is given."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    loss = loss + reg * (W * W).sum()
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_sign
# fails: svm_loss_naive.gradient_counts_positive_margins
# near miss: the sign is turned round
"""The signs are turned round."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] -= X[i]
                dW[:, y[i]] += X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_sum
# fails: svm_loss_naive.gradient_counts_positive_margins
# near miss: this is the sum over the images, not the mean
"""The gradient is the sum over the images; the loss is the mean."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW


# %% svm_naive_true_class_forgotten
# fails: svm_loss_naive.gradient_counts_positive_margins
# near miss: the true class's column gets nothing
"""The true class's column gets nothing."""

import torch


def svm_loss_naive(W, X, y, reg):
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                # BEGIN YOUR CODE
                dW[:, j] += X[i]
                # END YOUR CODE
    loss = loss / num_train + reg * (W * W).sum()
    # BEGIN YOUR CODE
    dW /= num_train
    dW += 2 * reg * W
    # END YOUR CODE
    return loss, dW
