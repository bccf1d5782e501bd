# fails: softmax_loss_naive.offset_of_all_scores_changes_nothing
"""The largest score is not taken off."""

import torch


def softmax_loss_naive(W, X, y, reg):
    N = X.shape[0]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        p = scores.exp() / scores.exp().sum()
        loss = loss - torch.log(p[y[i]])
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss / N + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW
