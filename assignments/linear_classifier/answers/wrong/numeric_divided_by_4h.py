# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do
"""2h is taken twice."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (above - below) / (4 * h)
    return dW
