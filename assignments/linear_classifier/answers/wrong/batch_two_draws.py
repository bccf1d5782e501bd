# fails: sample_batch.rows_come_with_their_labels
"""Rows and labels are drawn apart."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    index = torch.randint(0, num_train, (batch_size,), generator=generator)
    other = torch.randint(0, num_train, (batch_size,), generator=generator)
    return X[index], y[other]
