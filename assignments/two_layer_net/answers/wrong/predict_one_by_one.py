# fails: nn_predict.one_call_serves_all_images
"""One image after another."""

import torch


def nn_predict(params, loss_func, X):
    return torch.stack([loss_func(params, x[None]).argmax() for x in X])
