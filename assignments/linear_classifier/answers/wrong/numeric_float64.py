# fails: numeric_gradient.gradient_has_the_dtype_of_w
"""The result is float64, whatever W is."""

import torch


def numeric_gradient(f, W, h=1e-6):
    dW = torch.zeros(W.shape, dtype=torch.float64, device=W.device)
    w, dw = W.clone().view(-1), dW.view(-1)
    for k in range(len(w)):
        old = w[k].item()
        w[k] = old + h
        above = f(w.view(W.shape))
        w[k] = old - h
        below = f(w.view(W.shape))
        w[k] = old
        dw[k] = (above - below) / (2 * h)
    return dW
