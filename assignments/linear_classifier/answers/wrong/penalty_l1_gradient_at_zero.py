# fails: regularization.l1_gradient_is_0_at_0
"""1 where a weight is 0."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), 2 * W
    return W.abs().sum(), torch.where(W >= 0, torch.ones_like(W), -torch.ones_like(W))
