# fails: numeric_gradient.w_is_put_back_to_the_last_bit
"""h is added to W itself and taken off again, which leaves rounding behind."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.view(-1), dW.view(-1)
    for k in range(len(w)):
        w[k] += h
        above = f(W)
        w[k] -= 2 * h
        below = f(W)
        w[k] += h
        dw[k] = (above - below) / (2 * h)
    return dW
