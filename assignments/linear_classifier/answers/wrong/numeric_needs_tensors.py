# fails: numeric_gradient.plain_numbers_will_do
"""f must return a tensor."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros_like(W)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape)).item()
        w[k] = old - h
        below = f(w.view(W.shape)).item()
        w[k] = old
        dw[k] = (above - below) / (2 * h)
    return dW
