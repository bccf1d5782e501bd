# fails: softmax_loss_naive.inputs_stay_as_they_were
"""The largest number is taken off the images, in place, and put back with rounding."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    largest = X.abs().max() / 3
    X -= largest
    X += largest
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW
