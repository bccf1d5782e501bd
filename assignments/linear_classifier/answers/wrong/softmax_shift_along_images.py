# fails: softmax_loss_vectorized.offset_of_all_scores_changes_nothing, softmax_loss_vectorized.loss_is_the_mean_over_the_images, softmax_loss_vectorized.gradient_is_probability_less_truth
"""The largest score of each class is taken off, which changes the loss."""

import torch


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    scores = X @ W
    scores = scores - scores.max(dim=0, keepdim=True).values
    p = scores.exp() / scores.exp().sum(dim=1, keepdim=True)
    loss = -torch.log(p[torch.arange(N), y]).mean() + reg * (W * W).sum()
    p[torch.arange(N), y] -= 1
    dW = X.T @ p / N + 2 * reg * W
    return loss, dW
