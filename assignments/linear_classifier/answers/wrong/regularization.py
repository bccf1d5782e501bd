# %% penalty_doubled_in_place
# fails: regularization.weights_stay_as_they_were
"""The gradient is made in W itself."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), W.mul_(2)
    return W.abs().sum(), torch.sign(W)


# %% penalty_kinds_exchanged
# fails: regularization.l2_is_the_sum_of_squares, regularization.l2_gradient_is_twice_the_weights, regularization.l1_is_the_sum_of_absolute_values, regularization.l1_gradient_is_the_sign, regularization.l1_gradient_is_0_at_0, regularization.takes_float32
"""L1 and L2 are exchanged."""

import torch


def regularization(W, kind):
    if kind == "l1":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), torch.sign(W)


# %% penalty_l1_gradient_abs
# fails: regularization.l1_gradient_is_the_sign, regularization.l1_gradient_is_0_at_0, regularization.takes_float32
# near miss: this is |W|, not its derivative
"""The gradient is |W|."""


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), W.abs()


# %% penalty_l1_gradient_at_zero
# fails: regularization.l1_gradient_is_0_at_0
"""1 where a weight is 0."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), torch.where(W >= 0, torch.ones_like(W), -torch.ones_like(W))


# %% penalty_l1_gradient_nan
# fails: regularization.l1_gradient_is_0_at_0
"""W / |W| is NaN where W is 0."""


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), W / W.abs()


# %% penalty_l1_gradient_of_l2
# fails: regularization.l1_gradient_is_the_sign, regularization.l1_gradient_is_0_at_0, regularization.takes_float32
# near miss: this is the L2 gradient
"""The L1 penalty has the gradient of L2."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), 2 * W


# %% penalty_l1_gradient_ones
# fails: regularization.l1_gradient_is_the_sign, regularization.l1_gradient_is_0_at_0, regularization.takes_float32
# near miss: this is 1 everywhere: negative weights need the other sign
"""The gradient is 1 for every weight."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), torch.ones_like(W)


# %% penalty_l1_mean
# fails: regularization.l1_is_the_sum_of_absolute_values, regularization.takes_float32
# near miss: this is the mean, not the sum
"""The mean of the absolute values."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().mean(), torch.sign(W)


# %% penalty_l1_of_l2
# fails: regularization.l1_is_the_sum_of_absolute_values, regularization.takes_float32
# near miss: this is the L2 penalty
"""The L1 penalty is that of L2."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return (W**2).sum(), torch.sign(W)


# %% penalty_l1_signed
# fails: regularization.l1_is_the_sum_of_absolute_values, regularization.takes_float32
# near miss: the absolute value is missing
"""The sum of the weights, without absolute values."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.sum(), torch.sign(W)


# %% penalty_l2_gradient_half
# fails: regularization.l2_gradient_is_twice_the_weights, regularization.takes_float32
# near miss: the factor 2 is missing
"""The gradient lacks the factor 2."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), W.clone()
    return W.abs().sum(), torch.sign(W)


# %% penalty_l2_gradient_of_l1
# fails: regularization.l2_gradient_is_twice_the_weights, regularization.takes_float32
# near miss: this is the L1 gradient
"""The L2 penalty has the gradient of L1."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), torch.sign(W)
    return W.abs().sum(), torch.sign(W)


# %% penalty_l2_half
# fails: regularization.l2_is_the_sum_of_squares, regularization.takes_float32
# near miss: this is half of it
"""Half the sum of squares, as other books have it."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return 0.5 * (W**2).sum(), 2 * W
    return W.abs().sum(), torch.sign(W)


# %% penalty_l2_mean
# fails: regularization.l2_is_the_sum_of_squares, regularization.takes_float32
# near miss: this is the mean, not the sum
"""The mean of the squares."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).mean(), 2 * W
    return W.abs().sum(), torch.sign(W)


# %% penalty_l2_of_l1
# fails: regularization.l2_is_the_sum_of_squares, regularization.takes_float32
# near miss: this is the L1 penalty
"""The L2 penalty is that of L1."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return W.abs().sum(), 2 * W
    return W.abs().sum(), torch.sign(W)


# %% penalty_l2_root
# fails: regularization.l2_is_the_sum_of_squares, regularization.takes_float32
# near miss: this is the root of the sum of squares
"""The L2 norm: a root is taken."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum() ** 0.5, 2 * W
    return W.abs().sum(), torch.sign(W)


# %% penalty_on_the_cpu
# fails: regularization.penalty_is_on_the_device_of_the_weights
"""The L1 gradient is a new tensor whose device nobody names."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W * W).sum(), 2 * W
    dW = torch.zeros(W.shape, dtype=W.dtype)
    dW[W > 0] = 1
    dW[W < 0] = -1
    return W.abs().sum(), dW


# %% penalty_gradient_float64
# fails: regularization.takes_float32
"""The gradient comes back as float64, whatever W is."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W.double()
    return W.abs().sum(), torch.sign(W.double())
