# fails: nn_forward_pass.work_does_not_grow_with_images_or_units
"""One image after another."""

import torch


def nn_forward_pass(params, X):
    rows = []
    for x in X:
        rows.append((x @ params["W1"] + params["b1"]).clamp(min=0))
    hidden = torch.stack(rows)
    return hidden @ params["W2"] + params["b2"], hidden
