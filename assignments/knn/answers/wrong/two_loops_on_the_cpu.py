# fails: compute_distances_two_loops.result_is_on_the_device_of_the_inputs
"""The result is a new tensor whose device nobody names; the numbers arrive there one by one."""

import torch


def compute_distances_two_loops(x_train, x_test):
    num_train, num_test = x_train.shape[0], x_test.shape[0]
    dists = torch.zeros(num_train, num_test, dtype=x_train.dtype)
    for i in range(num_train):
        for j in range(num_test):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists
