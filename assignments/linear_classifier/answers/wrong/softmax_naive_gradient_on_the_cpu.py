# fails: softmax_loss_naive.loss_and_gradient_are_on_the_device_of_the_inputs
"""The gradient is a new tensor whose device nobody names."""

import torch


def softmax_loss_naive(W, X, y, reg):
    loss, dW = 0.0, torch.zeros(W.shape, dtype=W.dtype)
    for i in range(len(X)):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - p[y[i]].log()
        for j in range(W.shape[1]):
            dW[:, j] += (p[j] - (1 if j == y[i] else 0)) * X[i]
    return loss / len(X) + reg * (W * W).sum(), dW / len(X) + 2 * reg * W
