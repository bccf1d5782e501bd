# %% b1_mean
# fails: nn_forward_backward.gradient_of_b1, nn_forward_backward.one_image_is_enough
"""b1 gets the mean over the images once more."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.mean(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% b2_mean
# fails: nn_forward_backward.gradient_of_b2, nn_forward_backward.one_image_is_enough
"""b2 gets the mean over the images once more."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.mean(dim=0),
    }
    return loss, grads


# %% backward_squeezed
# fails: nn_forward_backward.one_image_is_enough
"""Axes of length 1 of the gradients are dropped."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, {key: value.squeeze() for key, value in grads.items()}


# %% gradients_sum
# fails: nn_forward_backward.gradient_of_w1, nn_forward_backward.gradient_of_b1, nn_forward_backward.gradient_of_w2, nn_forward_backward.gradient_of_b2, nn_forward_backward.one_image_is_enough
# near miss: this is the sum over the images, not the mean
"""The gradients are the sums over the images."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% gradients_uphill
# fails: nn_forward_backward.gradient_of_w1, nn_forward_backward.gradient_of_b1, nn_forward_backward.gradient_of_w2, nn_forward_backward.gradient_of_b2, nn_forward_backward.one_image_is_enough
# near miss: the sign is turned round
"""The gradients have the wrong sign."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = -dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% half_penalty_in_gradients
# fails: nn_forward_backward.weights_gradients_grow_by_twice_reg_times_them
# near miss: it is half as large as it should be
"""The factor 2 of the penalty is missing."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% half_penalty_in_loss
# fails: nn_forward_backward.loss_grows_by_reg_times_the_squares
# near miss: it is half as large as it should be
"""The loss has half the penalty."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + 0.5 * reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% loss_as_number
# fails: nn_forward_backward.loss_and_gradients_have_the_dtype_of_the_inputs
"""The loss is a Python number."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss.item(), grads


# %% loss_loop_over_images
# fails: nn_forward_backward.work_does_not_grow_with_images_or_classes
"""The loss is added up one image after another."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    losses = [sums[i, 0].log() - shifted[i, y[i]] for i in range(len(X))]
    loss = sum(losses) / len(X) + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% loss_one_hot_on_the_cpu
# fails: nn_forward_backward.loss_and_gradients_are_on_the_device_of_the_inputs
"""The labels are made one-hot in a new tensor whose device nobody names."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    one_hot = torch.zeros(scores.shape, dtype=scores.dtype)
    one_hot[torch.arange(len(X)), y] = 1
    shifted = scores - scores.max(dim=1, keepdim=True).values
    logs = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    W1, W2 = params["W1"], params["W2"]
    loss = -(logs * one_hot).sum() / len(X) + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = (logs.exp() - one_hot) / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% loss_sign
# fails: nn_forward_backward.loss_is_the_mean_over_the_images, nn_forward_backward.one_image_is_enough
# near miss: the sign is turned round
"""The loss has the wrong sign."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (shifted[rows, y] - sums.log()[:, 0]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% loss_sum
# fails: nn_forward_backward.loss_is_the_mean_over_the_images, nn_forward_backward.one_image_is_enough
# near miss: this is the sum over the images, not the mean
"""The loss is the sum over the images."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).sum() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% no_penalty_in_gradients
# fails: nn_forward_backward.weights_gradients_grow_by_twice_reg_times_them
# near miss: the penalty is left out
"""The gradients lack the penalty."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% no_penalty_in_loss
# fails: nn_forward_backward.loss_grows_by_reg_times_the_squares
# near miss: the penalty is left out
"""The loss lacks the penalty."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean()
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% no_shift
# fails: nn_forward_backward.offset_of_all_scores_changes_nothing
"""The largest score is not taken off before the exponential."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% no_truth
# fails: nn_forward_backward.gradient_of_w1, nn_forward_backward.gradient_of_b1, nn_forward_backward.gradient_of_w2, nn_forward_backward.gradient_of_b2, nn_forward_backward.one_image_is_enough
# near miss: 1 isn't taken off at the true class
"""1 is not taken off at the true class."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% penalty_of_biases
# fails: nn_forward_backward.loss_grows_by_reg_times_the_squares, nn_forward_backward.biases_are_not_regularized
"""The biases are regularized too."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum() + (params["b1"] ** 2).sum() + (params["b2"] ** 2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0) + 2 * reg * params["b1"],
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0) + 2 * reg * params["b2"],
    }
    return loss, grads


# %% penalty_of_w1_only
# fails: nn_forward_backward.loss_grows_by_reg_times_the_squares
# near miss: W2 isn't in it
"""W2 is not in the penalty."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% relu_forgotten_backwards
# fails: nn_forward_backward.gradient_of_w1, nn_forward_backward.gradient_of_b1, nn_forward_backward.one_image_is_enough
# near miss: the ReLU is forgotten on the way back
"""The ReLU passes everything back."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% scores_with_hidden
# fails: nn_forward_backward.without_labels_scores_come_back
"""Without labels, both the scores and the hidden layer come back."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores, hidden
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% shift_into_b2
# fails: nn_forward_backward.inputs_stay_as_they_were
"""The largest score is taken off b2 itself, for good."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    params["b2"] -= params["b2"].max()
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% w1_mask_of_dhidden
# fails: nn_forward_backward.gradient_of_w1, nn_forward_backward.gradient_of_b1, nn_forward_backward.one_image_is_enough
"""Where the gradient, not the unit, is negative, nothing passes back."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T).clamp(min=0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% w2_of_values_before_relu
# fails: nn_forward_backward.gradient_of_w2, nn_forward_backward.one_image_is_enough
# near miss: the hidden layer before the ReLU was used
"""The gradient of W2 uses the values before the ReLU."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": (X @ W1 + params["b1"]).T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% shift_by_the_smallest
# fails: nn_forward_backward.offset_of_all_scores_changes_nothing
"""The smallest score is taken off before the exponential, not the largest."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.min(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% biases_mean
# fails: nn_forward_backward.gradient_of_b1, nn_forward_backward.gradient_of_b2, nn_forward_backward.one_image_is_enough
"""Both biases get the mean over the images once more."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.mean(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.mean(dim=0),
    }
    return loss, grads


# %% biases_keep_the_axis_of_images
# fails: nn_forward_backward.gradient_of_b1, nn_forward_backward.gradient_of_b2, nn_forward_backward.biases_are_not_regularized, nn_forward_backward.offset_of_all_scores_changes_nothing, nn_forward_backward.one_image_is_enough
"""The gradients of the biases keep the axis of the images, of length 1."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0, keepdim=True),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0, keepdim=True),
    }
    return loss, grads


# %% shift_by_the_largest_of_all
# fails: nn_forward_backward.offset_of_all_scores_changes_nothing
"""The largest score of all images is taken off, not each image's own."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max()
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads


# %% shift_by_the_mean
# fails: nn_forward_backward.offset_of_all_scores_changes_nothing
"""The mean of an image's scores is taken off before the exponential, not the largest."""

import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.mean(dim=1, keepdim=True)
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads
