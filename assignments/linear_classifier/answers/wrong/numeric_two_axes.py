# fails: numeric_gradient.any_shape_will_do
"""Only matrices are walked through."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    rows, columns = W.shape
    for i in range(rows):
        for j in range(columns):
            nudge = torch.zeros_like(W)
            nudge[i, j] = h
            dW[i, j] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW
