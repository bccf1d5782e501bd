# fails: sample_batch.every_row_is_equally_likely
"""The first row is never drawn."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    index = torch.randint(1, num_train, (batch_size,), generator=generator)
    return X[index], y[index]
