# fails: pairwise_distances_torch.result_is_on_the_device_of_the_inputs
"""The tensors go through NumPy."""

import torch


def pairwise_distances_torch(X, Y):
    return torch.from_numpy(pairwise_distances(X.numpy(), Y.numpy()))
