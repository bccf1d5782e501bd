# fails: sample_batch.generator_decides_the_batch
"""The generator is not used."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train, (batch_size,)).to(X.device)
    return X[chosen], y[chosen]
