# fails: nn_forward_pass.hidden_is_after_the_relu, nn_forward_pass.one_image_or_one_unit_is_enough
"""The hidden layer that comes back is the one before the ReLU."""


def nn_forward_pass(params, X):
    before = X @ params["W1"] + params["b1"]
    hidden = before.clamp(min=0)
    return hidden @ params["W2"] + params["b2"], before
