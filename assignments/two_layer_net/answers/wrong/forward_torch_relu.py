# fails: nn_forward_pass.scores_are_those_of_two_layers, nn_forward_pass.hidden_is_after_the_relu, nn_forward_pass.one_image_or_one_unit_is_enough, nn_forward_pass.results_have_the_dtype_of_the_inputs, nn_forward_pass.parameters_and_images_stay_as_they_were, nn_forward_pass.work_does_not_grow_with_images_or_units, nn_forward_pass.results_are_on_the_device_of_the_inputs
"""Calls torch.relu, which is to be built here."""

import torch


def nn_forward_pass(params, X):
    hidden = torch.relu(X @ params["W1"] + params["b1"])
    return hidden @ params["W2"] + params["b2"], hidden
