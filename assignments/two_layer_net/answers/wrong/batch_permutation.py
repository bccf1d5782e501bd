# fails: sample_batch.batch_has_the_size_that_is_asked
"""Without replacement, so a batch is never larger than the data."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randperm(num_train, generator=generator)[:batch_size].to(X.device)
    return X[chosen], y[chosen]
