# %% batch_generator_ignored
# fails: sample_batch.generator_decides_the_batch
"""The generator is not used."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train, (batch_size,)).to(X.device)
    return X[chosen], y[chosen]


# %% batch_labels_of_the_first
# fails: sample_batch.rows_come_with_their_labels, sample_batch.generator_decides_the_batch, sample_batch.batch_has_the_size_that_is_asked
"""The labels are the first ones."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train, (batch_size,), generator=generator).to(X.device)
    return X[chosen], y[:batch_size]


# %% batch_last_left_out
# fails: sample_batch.every_row_is_equally_likely
"""The last row is never drawn."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train - 1, (batch_size,), generator=generator).to(X.device)
    return X[chosen], y[chosen]


# %% batch_of_all_rows
# fails: sample_batch.rows_are_of_the_first_num_train
"""All rows of X are drawn from, whatever num_train is."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
    return X[chosen], y[chosen]


# %% batch_on_the_cpu
# fails: sample_batch.batch_is_on_the_device_of_the_data
"""The batch is drawn from copies on the CPU."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randint(num_train, (batch_size,), generator=generator)
    return X.cpu()[chosen], y.cpu()[chosen]


# %% batch_permutation
# fails: sample_batch.batch_has_the_size_that_is_asked, sample_batch.rows_may_come_twice
"""Without replacement, so a batch is never larger than the data."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    chosen = torch.randperm(num_train, generator=generator)[:batch_size].to(X.device)
    return X[chosen], y[chosen]


# %% batch_permutation_where_it_fits
# fails: sample_batch.rows_may_come_twice
"""Without replacement as long as there are rows enough."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    if batch_size <= num_train:
        chosen = torch.randperm(num_train, generator=generator)[:batch_size].to(X.device)
    else:
        chosen = torch.randint(num_train, (batch_size,), generator=generator).to(X.device)
    return X[chosen], y[chosen]


# %% batch_permutations
# fails: sample_batch.rows_may_come_twice
"""One shuffled list after the other."""

import torch


def sample_batch(X, y, num_train, batch_size, generator=None):
    lists = [torch.randperm(num_train, generator=generator) for _ in range(-(-batch_size // num_train))]
    chosen = torch.cat(lists)[:batch_size].to(X.device)
    return X[chosen], y[chosen]
