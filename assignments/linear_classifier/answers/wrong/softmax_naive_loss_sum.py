# fails: softmax_loss_naive.loss_is_the_mean_over_the_images
"""The loss is the sum over the images."""

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
        for j in range(W.shape[1]):
            dW[:, j] += p[j] * X[i]
        dW[:, y[i]] -= X[i]
    loss = loss + reg * (W * W).sum()
    dW = dW / N + 2 * reg * W
    return loss, dW
