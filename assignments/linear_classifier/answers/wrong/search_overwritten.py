# fails: random_search.best_try_is_kept
"""Every try overwrites the same tensor, the best one too."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    W = X.new_zeros(X.shape[1], num_classes)
    for num in range(num_tries):
        W.copy_(0.01 * torch.randn(W.shape, generator=generator, dtype=W.dtype))
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses
