# fails: sample_batch.generator_decides_the_batch
"""The generator is not used."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    index = torch.randint(0, num_train, (batch_size,))
    return X[index], y[index]
