# fails: sample_batch.every_row_is_equally_likely, sample_batch.generator_decides_the_batch
"""Always the first rows, in order."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    index = torch.arange(batch_size) % (num_train - 1)
    return X[index], y[index]
