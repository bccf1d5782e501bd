# fails: regularization.l2_is_the_sum_of_squares
"""The mean of the squares."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).mean(), 2 * W
    return W.abs().sum(), torch.sign(W)
