# fails: compute_distances_one_loop.result_is_on_the_device_of_the_inputs
"""The GPU where there is one, else the CPU, wherever the inputs are."""

import torch


def compute_distances_one_loop(x_train, x_test):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train, test = x_train.flatten(1), x_test.flatten(1)
    dists = torch.zeros(len(train), len(test), dtype=x_train.dtype, device=device)
    for i in range(len(train)):
        dists[i] = ((test - train[i]) ** 2).sum(dim=1)
    return dists
