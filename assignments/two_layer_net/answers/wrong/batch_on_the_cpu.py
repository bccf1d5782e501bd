# fails: sample_batch.batch_is_on_the_device_of_the_data
"""The batch is drawn from copies on the CPU."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train, (batch_size,), generator=generator)
    return X.cpu()[chosen], y.cpu()[chosen]
