# fails: regularization.l2_gradient_is_twice_the_weights
"""The gradient lacks the factor 2."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), W.clone()
    return W.abs().sum(), torch.sign(W)
