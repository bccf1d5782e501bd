# fails: regularization.l1_is_the_sum_of_absolute_values
"""The mean of the absolute values."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().mean(), torch.sign(W)
