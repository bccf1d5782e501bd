# fails: nn_predict.labels_are_on_the_device_of_the_images
"""The labels are brought to the GPU where there is one, else to the CPU."""

import torch


def nn_predict(params, loss_func, X):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return loss_func(params, X).argmax(dim=1).to(device)
