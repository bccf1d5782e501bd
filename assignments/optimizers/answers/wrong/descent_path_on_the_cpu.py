# fails: gradient_descent.path_is_on_the_device_of_the_start
"""The path is a new tensor whose device nobody names."""

import torch


def gradient_descent(f_grad, w, learning_rate, num_steps):
    path = torch.zeros(num_steps + 1, *w.shape, dtype=w.dtype)
    path[0] = w
    for step in range(num_steps):
        w = w - learning_rate * f_grad(w)
        path[step + 1] = w
    return path
