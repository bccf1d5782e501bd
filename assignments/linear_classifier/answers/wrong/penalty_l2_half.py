# fails: regularization.l2_is_the_sum_of_squares
"""Half the sum of squares, as other books have it."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return 0.5 * (W**2).sum(), 2 * W
    return W.abs().sum(), torch.sign(W)
