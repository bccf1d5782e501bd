# fails: softmax_loss_naive.gradient_is_probability_less_truth
"""Only the true class's column is there."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        scores = scores - scores.max()
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        dW[:, y[i]] += (p[y[i]] - 1) * X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW
