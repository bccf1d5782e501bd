# fails: sample_batch.every_row_is_equally_likely
"""The last row is never drawn."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train - 1, (batch_size,), generator=generator).to(X.device)
    return X[chosen], y[chosen]
