# fails: random_search.every_loss_is_told
"""Only losses that were better are kept."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        if loss < best_loss:
            best_loss = loss
            best_W = W
            losses.append(loss)
    return best_W, best_loss, losses
