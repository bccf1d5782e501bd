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
