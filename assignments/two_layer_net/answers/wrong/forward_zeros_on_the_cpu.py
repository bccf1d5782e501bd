# fails: nn_forward_pass.results_are_on_the_device_of_the_inputs
"""The zeros of the ReLU are a new tensor whose device nobody names."""

import torch


def nn_forward_pass(params, X):
    before = X @ params["W1"] + params["b1"]
    hidden = torch.maximum(before, torch.zeros(before.shape, dtype=before.dtype))
    return hidden @ params["W2"] + params["b2"], hidden
