# fails: regularization.l2_is_the_sum_of_squares, regularization.l2_gradient_is_twice_the_weights, regularization.l1_is_the_sum_of_absolute_values, regularization.l1_gradient_is_the_sign, regularization.l1_gradient_is_0_at_0
"""L1 and L2 are exchanged."""

import torch


def regularization(W, kind):
    if kind == "l1":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), torch.sign(W)
