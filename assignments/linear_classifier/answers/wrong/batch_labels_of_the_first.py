# fails: sample_batch.rows_come_with_their_labels, sample_batch.generator_decides_the_batch
"""The labels are always the first ones."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    index = torch.randint(0, num_train, (batch_size,), generator=generator)
    return X[index], y[torch.arange(batch_size) % num_train]
