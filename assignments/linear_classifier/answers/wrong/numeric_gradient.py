# %% numeric_adds_and_subtracts
# fails: numeric_gradient.w_is_put_back_to_the_last_bit
"""h is added to W itself and taken off again, which leaves rounding behind."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.view(-1), dW.view(-1)
    for k in range(len(w)):
        w[k] += h
        above = f(W)
        w[k] -= 2 * h
        below = f(W)
        w[k] += h
        dw[k] = (above - below) / (2 * h)
    return dW


# %% numeric_all_at_once
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do, numeric_gradient.w_is_put_back_to_the_last_bit, numeric_gradient.gradient_is_on_the_device_of_w
"""All elements are nudged at once."""

import torch


def numeric_gradient(f, W, h=1e-6):
    return torch.ones_like(W) * (f(W + h) - f(W - h)) / (2 * h)


# %% numeric_divided_by_4h
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
# near miss: this is half the gradient: the points are h apart when only one is nudged
"""2h is taken twice."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (above - below) / (4 * h)
    return dW


# %% numeric_divided_by_h
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
# near miss: this is twice the gradient: f(W + h) and f(W − h) are 2h apart
"""The central difference is divided by h, not by 2h."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (above - below) / h
    return dW


# %% numeric_float64
# fails: numeric_gradient.gradient_has_the_dtype_of_w
"""The result is float64, whatever W is."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros(W.shape, dtype=torch.float64, device=W.device)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (above - below) / (2 * h)
    return dW


# %% numeric_needs_tensors
# fails: numeric_gradient.plain_numbers_will_do
"""f must return a tensor."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape)).item()
        w[k] = old - h
        below = f(w.view(W.shape)).item()
        w[k] = old
        dw[k] = (above - below) / (2 * h)
    return dW


# %% numeric_not_divided
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
# near miss: the difference isn't divided by how far the points are apart
"""The difference is not divided."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (above - below)
    return dW


# %% numeric_not_put_back
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
"""An element stays nudged while the next ones are measured."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        dw[k] = (above - below) / (2 * h)
    return dW


# %% numeric_on_the_cpu
# fails: numeric_gradient.gradient_is_on_the_device_of_w
"""The gradient is a new tensor whose device nobody names; the numbers arrive there one by one."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros(W.shape, dtype=W.dtype)
    for k in range(W.numel()):
        nudge = torch.zeros_like(W)
        nudge.view(-1)[k] = h
        dW.view(-1)[k] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


# %% numeric_one_sided
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
# near miss: this is a one-sided difference
"""A one-sided difference."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old
        below = f(w.view(W.shape))
        dw[k] = (above - below) / h
    return dW


# %% numeric_own_h
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
"""h is set within, whatever the caller says."""

import torch


def numeric_gradient(f, W, h=1e-6):
    h = 1e-3
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (above - below) / (2 * h)
    return dW


# %% numeric_sign
# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
# near miss: the sign is turned round
"""The difference is taken the wrong way round."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (below - above) / (2 * h)
    return dW


# %% numeric_two_axes
# fails: numeric_gradient.any_shape_will_do
"""Only matrices are walked through."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    rows, columns = W.shape
    for i in range(rows):
        for j in range(columns):
            nudge = torch.zeros_like(W)
            nudge[i, j] = h
            dW[i, j] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW
