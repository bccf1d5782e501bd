# fails: compute_distances_no_loops.result_is_on_the_device_of_the_inputs
"""The product is NumPy's."""

import torch


def compute_distances_no_loops(x_train, x_test):
    train, test = x_train.flatten(1), x_test.flatten(1)
    product = torch.from_numpy(train.numpy() @ test.numpy().T)
    return ((train**2).sum(dim=1, keepdim=True) + (test**2).sum(dim=1) - 2 * product).clamp(min=0)
