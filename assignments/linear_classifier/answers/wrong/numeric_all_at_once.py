# fails: numeric_gradient.differences_are_central, numeric_gradient.any_shape_will_do, numeric_gradient.plain_numbers_will_do, numeric_gradient.w_is_put_back_to_the_last_bit, numeric_gradient.gradient_is_on_the_device_of_w
"""All elements are nudged at once."""

import torch


def numeric_gradient(f, W, h=1e-6):
    return torch.ones_like(W) * (f(W + h) - f(W - h)) / (2 * h)
