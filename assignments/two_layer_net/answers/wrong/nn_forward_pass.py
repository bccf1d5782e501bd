# %% forward_bias_into_params
# fails: nn_forward_pass.parameters_and_images_stay_as_they_were
"""The scores are right, and b1 is changed for good."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
    scores = hidden @ params["W2"] + params["b2"]
    params["b1"] *= 0.5
    return scores, hidden
    return hidden @ params["W2"] + params["b2"], hidden


# %% forward_float32
# fails: nn_forward_pass.results_have_the_dtype_of_the_inputs
"""Everything is turned into float32."""


def nn_forward_pass(params, X):
    params = {name: value.float() for name, value in params.items()}
    hidden = (X.float() @ params["W1"] + params["b1"]).clamp(min=0)
    return hidden @ params["W2"] + params["b2"], hidden


# %% forward_hidden_before_relu
# fails: nn_forward_pass.hidden_is_after_the_relu, nn_forward_pass.one_image_or_one_unit_is_enough
# near miss: these are the values before the ReLU
"""The hidden layer that comes back is the one before the ReLU."""


def nn_forward_pass(params, X):
    before = X @ params["W1"] + params["b1"]
    hidden = before.clamp(min=0)
    return hidden @ params["W2"] + params["b2"], before


# %% forward_loop_over_images
# fails: nn_forward_pass.work_does_not_grow_with_images_or_units
"""One image after another."""

import torch


def nn_forward_pass(params, X):
    rows = []
    for x in X:
        rows.append((x @ params["W1"] + params["b1"]).clamp(min=0))
    hidden = torch.stack(rows)
    return hidden @ params["W2"] + params["b2"], hidden


# %% forward_no_b2
# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.one_image_or_one_unit_is_enough
"""b2 is left out."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
    return hidden @ params["W2"], hidden


# %% forward_no_relu
# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.hidden_is_after_the_relu, nn_forward_pass.one_image_or_one_unit_is_enough
# near miss: the ReLU between the layers is missing
"""The ReLU is missing."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"])
    return hidden @ params["W2"] + params["b2"], hidden


# %% forward_relu_on_scores
# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.one_image_or_one_unit_is_enough
# near miss: the scores went through a ReLU too
"""A ReLU after the second layer too."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
    return (hidden @ params["W2"] + params["b2"]).clamp(min=0), hidden


# %% forward_squeezed
# fails: nn_forward_pass.one_image_or_one_unit_is_enough
"""Axes of length 1 are dropped."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
    scores = hidden @ params["W2"] + params["b2"]
    return scores.squeeze(), hidden.squeeze()


# %% forward_torch_relu
# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.hidden_is_after_the_relu, nn_forward_pass.one_image_or_one_unit_is_enough, nn_forward_pass.results_have_the_dtype_of_the_inputs, nn_forward_pass.parameters_and_images_stay_as_they_were, nn_forward_pass.work_does_not_grow_with_images_or_units, nn_forward_pass.results_are_on_the_device_of_the_inputs
"""Calls torch.relu, which is to be built here."""

import torch


def nn_forward_pass(params, X):
    hidden = torch.relu(X @ params["W1"] + params["b1"])
    return hidden @ params["W2"] + params["b2"], hidden


# %% forward_zeros_on_the_cpu
# fails: nn_forward_pass.results_are_on_the_device_of_the_inputs
"""The zeros of the ReLU are a new tensor whose device nobody names."""

import torch


def nn_forward_pass(params, X):
    before = X @ params["W1"] + params["b1"]
    hidden = torch.maximum(before, torch.zeros(before.shape, dtype=before.dtype))
    return hidden @ params["W2"] + params["b2"], hidden


# %% forward_b1_after_the_relu
# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.hidden_is_after_the_relu, nn_forward_pass.one_image_or_one_unit_is_enough
"""b1 is added after the ReLU."""


def nn_forward_pass(params, X):
    hidden = (X @ params["W1"]).clamp(min=0) + params["b1"]
    return hidden @ params["W2"] + params["b2"], hidden
