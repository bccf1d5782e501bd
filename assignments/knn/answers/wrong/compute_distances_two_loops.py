# %% two_loops_absolute
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
# near miss: these are sums of absolute differences, not of squares
"""Absolute differences are summed, not squares."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = (x_train[i] - x_test[j]).abs().sum()
    return dists


# %% two_loops_centred_in_place
# fails: compute_distances_two_loops.inputs_stay_as_they_were
"""The mean is subtracted from both inputs in place; distances don't change, the inputs do."""


def compute_distances_two_loops(x_train, x_test):
    mean = x_train.mean(dim=0)
    x_train -= mean
    x_test -= mean
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists


# %% two_loops_default_dtype
# fails: compute_distances_two_loops.result_has_the_dtype_of_the_inputs
"""torch.zeros without a dtype makes float32, whatever came in."""


def compute_distances_two_loops(x_train, x_test):
    dists = torch.zeros(x_train.shape[0], x_test.shape[0], device=x_train.device)
    for i in range(x_train.shape[0]):
        for j in range(x_test.shape[0]):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists


# %% two_loops_last_pair_missing
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
"""Both loops stop one short."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train) - 1):
        for j in range(len(x_test) - 1):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists


# %% two_loops_mean
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
# near miss: this is the mean over the features, not their sum
"""The squares are averaged over the features, not summed."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).mean()
    return dists


# %% two_loops_norm_called
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough, compute_distances_two_loops.result_has_the_dtype_of_the_inputs, compute_distances_two_loops.inputs_stay_as_they_were, compute_distances_two_loops.one_step_for_each_pair, compute_distances_two_loops.result_is_on_the_device_of_the_inputs
"""torch.norm does the work."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = torch.norm(x_train[i] - x_test[j]) ** 2
    return dists


# %% two_loops_on_the_cpu
# fails: compute_distances_two_loops.result_is_on_the_device_of_the_inputs
"""The result is a new tensor whose device nobody names; the numbers arrive there one by one."""

import torch


def compute_distances_two_loops(x_train, x_test):
    num_train, num_test = x_train.shape[0], x_test.shape[0]
    dists = torch.zeros(num_train, num_test, dtype=x_train.dtype)
    for i in range(num_train):
        for j in range(num_test):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists


# %% two_loops_one_of_them_missing
# fails: compute_distances_two_loops.one_step_for_each_pair
"""The inner loop is an array expression: this is the one-loop version."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = (x_test - x_train[i]).flatten(1).square().sum(1)
    return dists


# %% two_loops_root_taken
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
"""The distance itself is returned, not its square."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum().sqrt()
    return dists


# %% two_loops_rows_only
# fails: compute_distances_two_loops.images_of_any_shape_are_compared_whole
"""The squares are summed over the first axis of a point only."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = x_train[i].sub(x_test[j]).square().sum(dim=0)
    return dists


# %% two_loops_sizes_of_one_example
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough, compute_distances_two_loops.one_step_for_each_pair, compute_distances_two_loops.inputs_stay_as_they_were, compute_distances_two_loops.result_is_on_the_device_of_the_inputs
"""The sizes of one example are written into the code."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(3, 2)
    for i in range(3):
        for j in range(2):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists


# %% two_loops_square_of_the_sum
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
"""The differences are summed first and squared then."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = (x_train[i] - x_test[j]).sum() ** 2
    return dists


# %% two_loops_squeezed
# fails: compute_distances_two_loops.one_point_is_enough
"""squeeze takes an axis away when there is one point only."""


def compute_distances_two_loops(x_train, x_test):
    rows = [torch.stack([(a - b).square().sum() for b in x_test]) for a in x_train]
    return torch.stack(rows).squeeze()


# %% two_loops_transposed
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough, compute_distances_two_loops.inputs_stay_as_they_were, compute_distances_two_loops.one_step_for_each_pair, compute_distances_two_loops.result_is_on_the_device_of_the_inputs
"""Rows are test points and columns training points."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_test), len(x_train))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[j, i] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists


# %% two_loops_whole_numbers
# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
"""The points are turned into whole numbers, as pixels once were."""


def compute_distances_two_loops(x_train, x_test):
    a, b = x_train.to(torch.int32), x_test.to(torch.int32)
    dists = x_train.new_zeros(len(a), len(b))
    for i in range(len(a)):
        for j in range(len(b)):
            dists[i, j] = ((a[i] - b[j]) ** 2).sum()
    return dists


# %% two_loops_without_loops
# fails: compute_distances_two_loops.one_step_for_each_pair
"""The loops are left out, by a matrix product."""


def compute_distances_two_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return (a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T
