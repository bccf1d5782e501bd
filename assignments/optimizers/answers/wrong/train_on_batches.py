# %% batches_config_not_kept
# fails: train_on_batches.config_goes_back_to_the_optimizer
"""The config that comes back is dropped."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, _ = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_data_centred
# fails: train_on_batches.batches_are_rows_with_their_labels, train_on_batches.data_and_start_stay_as_they_were
"""The data is centred in place."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    X -= 1e-4
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_drawn_elsewhere
# fails: train_on_batches.batches_are_on_the_device_of_the_data
"""The generator is on the CPU, and is asked for numbers on another device."""

import torch


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator, device=X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_drawn_once
# fails: train_on_batches.generator_draws_a_new_batch_for_each_step
"""One batch is drawn before the loop."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
    for _ in range(num_steps):
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_generator_ignored
# fails: train_on_batches.generator_draws_a_new_batch_for_each_step
"""The generator is not used."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,)).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_gradient_of_the_start
# fails: train_on_batches.training_comes_near_the_best_w, train_on_batches.takes_float32
"""The gradient is always that of the start."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses, start = [], w
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(start, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_in_order
# fails: train_on_batches.generator_draws_a_new_batch_for_each_step, train_on_batches.rows_may_come_twice
"""The batches are cut in order, nothing is drawn."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for step in range(num_steps):
        rows = (torch.arange(batch_size) + step * batch_size) % len(X)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_labels_of_the_first
# fails: train_on_batches.training_comes_near_the_best_w, train_on_batches.batches_are_rows_with_their_labels, train_on_batches.generator_draws_a_new_batch_for_each_step, train_on_batches.takes_float32
"""The labels are the first ones, whatever rows were drawn."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[:batch_size])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_last_loss
# fails: train_on_batches.losses_are_those_of_the_steps
"""Only the last loss is returned."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses = [float(loss)]
    return w, losses


# %% batches_loss_summed
# fails: train_on_batches.losses_are_those_of_the_steps
"""One loss too many: that of the start comes first."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = [0.0]
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_mean_losses
# fails: train_on_batches.losses_are_those_of_the_steps
"""The mean of all losses so far."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, [sum(losses[: i + 1]) / (i + 1) for i in range(len(losses))]


# %% batches_of_all
# fails: train_on_batches.batches_are_rows_with_their_labels, train_on_batches.generator_draws_a_new_batch_for_each_step, train_on_batches.rows_may_come_twice
"""All rows in each step."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X, y)
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_own_seed
# fails: train_on_batches.generator_draws_a_new_batch_for_each_step
"""A seed of its own instead of the generator."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    generator = torch.Generator().manual_seed(0)
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_permuted
# fails: train_on_batches.rows_may_come_twice
"""Each batch is the beginning of a shuffled list."""

import torch


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randperm(len(X), generator=generator)[:batch_size].to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_two_draws
# fails: train_on_batches.training_comes_near_the_best_w, train_on_batches.batches_are_rows_with_their_labels, train_on_batches.takes_float32
"""Rows and labels are drawn apart."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[torch.randint(len(X), (batch_size,), generator=generator)])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses


# %% batches_w_not_kept
# fails: train_on_batches.training_comes_near_the_best_w, train_on_batches.takes_float32
"""Each step starts from the first w."""


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        end, config = update(w, dw, config)
        losses.append(float(loss))
    return end, losses


# %% batches_float64_only
# fails: train_on_batches.takes_float32
"""X and y are turned into float64, w isn't."""

import torch


def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    losses = []
    X, y = X.double(), y.double()
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
