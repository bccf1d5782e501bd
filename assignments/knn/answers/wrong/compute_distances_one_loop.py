# %% one_loop_always_float
# fails: compute_distances_one_loop.result_has_the_dtype_of_the_inputs
"""Everything is turned into float32 by .float()."""


def compute_distances_one_loop(x_train, x_test):
    x_train, x_test = x_train.float(), x_test.float()
    dists = torch.zeros(len(x_train), len(x_test), device=x_train.device)
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[i]) ** 2).flatten(1).sum(1)
    return dists


# %% one_loop_centred_in_place
# fails: compute_distances_one_loop.inputs_stay_as_they_were
"""The mean is subtracted from both inputs in place."""


def compute_distances_one_loop(x_train, x_test):
    mean = x_train.mean(dim=0)
    x_train -= mean
    x_test -= mean
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = (x_test - x_train[i]).flatten(1).square().sum(1)
    return dists


# %% one_loop_cuda_or_cpu
# fails: compute_distances_one_loop.result_is_on_the_device_of_the_inputs
"""The GPU where there is one, else the CPU, wherever the inputs are."""

import torch


def compute_distances_one_loop(x_train, x_test):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train, test = x_train.flatten(1), x_test.flatten(1)
    dists = torch.zeros(len(train), len(test), dtype=x_train.dtype, device=device)
    for i in range(len(train)):
        dists[i] = ((test - train[i]) ** 2).sum(dim=1)
    return dists


# %% one_loop_first_point_again
# fails: compute_distances_one_loop.distances_match_the_definition, compute_distances_one_loop.images_of_any_shape_are_compared_whole, compute_distances_one_loop.one_point_is_enough
"""The training point isn't indexed by the loop's variable."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[0]) ** 2).flatten(1).sum(1)
    return dists


# %% one_loop_hides_another
# fails: compute_distances_one_loop.one_step_for_each_training_point
"""A comprehension in the loop is a second loop."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = torch.stack([((x_train[i] - test) ** 2).sum() for test in x_test])
    return dists


# %% one_loop_only_rows
# fails: compute_distances_one_loop.images_of_any_shape_are_compared_whole
"""The squares are summed over axis 1 only, which is all there is for points in rows."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[i]) ** 2).sum(dim=1)
    return dists


# %% one_loop_over_test_points
# fails: compute_distances_one_loop.one_step_for_each_training_point
"""The loop runs over the test points."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for j in range(len(x_test)):
        dists[:, j] = (x_train - x_test[j]).flatten(1).square().sum(1)
    return dists


# %% one_loop_reused_buffer
# fails: compute_distances_one_loop.distances_match_the_definition, compute_distances_one_loop.images_of_any_shape_are_compared_whole, compute_distances_one_loop.one_point_is_enough, compute_distances_one_loop.inputs_stay_as_they_were
"""The difference is written into x_test itself, so each step starts from the last one's."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        x_test -= x_train[i]
        dists[i] = (x_test ** 2).flatten(1).sum(1)
    return dists


# %% one_loop_root_taken
# fails: compute_distances_one_loop.distances_match_the_definition, compute_distances_one_loop.images_of_any_shape_are_compared_whole, compute_distances_one_loop.one_point_is_enough
"""The distance itself is returned, not its square."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = torch.sqrt(((x_test - x_train[i]) ** 2).flatten(1).sum(1))
    return dists


# %% one_loop_squeezed
# fails: compute_distances_one_loop.one_point_is_enough
"""squeeze takes an axis away when there is one point only."""


def compute_distances_one_loop(x_train, x_test):
    rows = []
    for i in range(len(x_train)):
        rows.append(((x_test - x_train[i]) ** 2).flatten(1).sum(1))
    return torch.stack(rows).squeeze()


# %% one_loop_without_a_loop
# fails: compute_distances_one_loop.one_step_for_each_training_point
"""The loop is left out: it calls the version without loops."""


def compute_distances_one_loop(x_train, x_test):
    return compute_distances_no_loops(x_train, x_test)


# %% one_loop_wrong_axis
# fails: compute_distances_one_loop.distances_match_the_definition, compute_distances_one_loop.images_of_any_shape_are_compared_whole, compute_distances_one_loop.one_point_is_enough, compute_distances_one_loop.result_has_the_dtype_of_the_inputs, compute_distances_one_loop.inputs_stay_as_they_were, compute_distances_one_loop.one_step_for_each_training_point, compute_distances_one_loop.result_is_on_the_device_of_the_inputs
"""Images are summed over the points, not over the features."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[i]) ** 2).flatten(1).sum(0)
    return dists
