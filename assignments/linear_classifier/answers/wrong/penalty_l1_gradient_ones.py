# fails: regularization.l1_gradient_is_the_sign, regularization.l1_gradient_is_0_at_0
"""The gradient is 1 for every weight."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), torch.ones_like(W)
