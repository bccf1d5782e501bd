# fails: nn_forward_pass.one_image_or_one_unit_is_enough
"""Axes of length 1 are dropped."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
    scores = hidden @ params["W2"] + params["b2"]
    return scores.squeeze(), hidden.squeeze()
