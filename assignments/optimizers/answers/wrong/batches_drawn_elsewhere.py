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
