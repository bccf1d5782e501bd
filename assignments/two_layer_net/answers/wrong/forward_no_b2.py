# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.one_image_or_one_unit_is_enough
"""b2 is left out."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
    return hidden @ params["W2"], hidden
