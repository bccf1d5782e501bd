# fails: sample_batch.rows_come_with_their_labels, sample_batch.generator_decides_the_batch, sample_batch.batch_has_the_size_that_is_asked
"""The labels are the first ones."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train, (batch_size,), generator=generator).to(X.device)
    return X[chosen], y[:batch_size]
