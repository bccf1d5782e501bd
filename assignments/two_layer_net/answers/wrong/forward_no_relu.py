# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.hidden_is_after_the_relu, nn_forward_pass.one_image_or_one_unit_is_enough
"""The ReLU is missing."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"])
    return hidden @ params["W2"] + params["b2"], hidden
