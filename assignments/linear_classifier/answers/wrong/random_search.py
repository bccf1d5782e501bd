# %% search_classes_counted
# fails: random_search.tries_have_a_column_for_each_class
"""As many columns as different labels occur."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = len(torch.unique(y))
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_default_dtype
# fails: random_search.tries_have_the_dtype_of_the_data
"""The weights are float32, whatever X is."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_generator_ignored
# fails: random_search.generator_decides_the_tries
"""The generator is not used."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_last_kept
# fails: random_search.best_try_is_kept
"""The last W comes back, not the best."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return W, best_loss, losses


# %% search_last_loss
# fails: random_search.best_loss_is_the_lowest
"""best_loss is that of the last try."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, loss, losses


# %% search_losses_so_far
# fails: random_search.every_loss_is_told
"""losses holds the best loss so far."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        if loss < best_loss:
            best_loss = loss
            best_W = W
        losses.append(best_loss)
    return best_W, best_loss, losses


# %% search_losses_when_better
# fails: random_search.every_loss_is_told
"""Only losses that were better are kept."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        if loss < best_loss:
            best_loss = loss
            best_W = W
            losses.append(loss)
    return best_W, best_loss, losses


# %% search_on_the_cpu
# fails: random_search.tries_are_on_the_device_of_the_data
"""The weights stay where they were drawn."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_overwritten
# fails: random_search.best_try_is_kept
"""Every try overwrites the same tensor, the best one too."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    W = X.new_zeros(X.shape[1], num_classes)
    for num in range(num_tries):
        W.copy_(0.01 * torch.randn(W.shape, generator=generator, dtype=W.dtype))
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_positive
# fails: random_search.tries_are_small_and_normal
"""torch.rand where torch.randn is wanted: no weight is negative."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.rand(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_seed_of_its_own
# fails: random_search.generator_decides_the_tries
"""A fixed seed replaces the generator."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    generator = torch.Generator().manual_seed(0)
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_uniform
# fails: random_search.tries_are_small_and_normal
"""The weights are drawn evenly, not normally."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = (torch.rand(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) - 0.5) * 0.01 * 12**0.5
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_unscaled
# fails: random_search.tries_are_small_and_normal
"""The weights have a standard deviation of 1."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device)
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_walk
# fails: random_search.tries_are_small_and_normal
"""Each try adds a little to the last one, instead of starting anew."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = float("inf")
    losses = []
    W = X.new_zeros(X.shape[1], num_classes)
    for num in range(num_tries):
        W = W + torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses


# %% search_worst
# fails: random_search.best_try_is_kept, random_search.best_loss_is_the_lowest
"""The highest loss is taken for the best."""

import torch


def random_search(loss_func, X, y, num_tries, generator):
    num_classes = int(y.max()) + 1
    best_loss = -float("inf")
    losses = []
    for num in range(num_tries):
        W = torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device) * 0.01
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss > best_loss:
            best_loss = loss
            best_W = W
    return best_W, best_loss, losses
