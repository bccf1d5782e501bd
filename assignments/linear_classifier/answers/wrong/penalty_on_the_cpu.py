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
