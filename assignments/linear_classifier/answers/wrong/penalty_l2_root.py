# fails: regularization.l2_is_the_sum_of_squares
"""The L2 norm: a root is taken."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum() ** 0.5, 2 * W
    return W.abs().sum(), torch.sign(W)
