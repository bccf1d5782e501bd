# fails: regularization.weights_stay_as_they_were
"""The gradient is made in W itself."""

import torch


def regularization(W, kind):
    if kind == "l2":
        return (W**2).sum(), W.mul_(2)
    return W.abs().sum(), torch.sign(W)
