# fails: regularization.l1_is_the_sum_of_absolute_values
"""The sum of the weights, without absolute values."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.sum(), torch.sign(W)
