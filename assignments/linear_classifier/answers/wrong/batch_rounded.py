# fails: sample_batch.every_row_is_equally_likely
"""Rounded numbers: the two ends are drawn half as often."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    index = (torch.rand(batch_size, generator=generator) * (num_train - 1)).round().long()
    return X[index], y[index]
