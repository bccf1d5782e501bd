# fails: random_search.generator_decides_the_tries
"""The generator is not used."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses
