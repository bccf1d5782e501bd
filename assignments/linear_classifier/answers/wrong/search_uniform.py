# fails: random_search.tries_are_small_and_normal
"""The weights are drawn evenly, not normally."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = (torch.rand(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) - 0.5) * 0.01 * 12**0.5
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses
