# %% no_loops_always_double
# fails: compute_distances_no_loops.result_has_the_dtype_of_the_inputs
"""The result stays float64 after computing in it."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1).double(), x_test.flatten(1).double()
    return ((a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T).clamp(min=0)


# %% no_loops_broadcast
# fails: compute_distances_no_loops.no_array_holds_every_pair_and_feature
"""All differences are held at once, in an array of (num_train, num_test, features)."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(dim=2)


# %% no_loops_calls_two_loops
# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""The work is left to the version with two loops."""


def compute_distances_no_loops(x_train, x_test):
    return compute_distances_two_loops(x_train, x_test)


# %% no_loops_cdist
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough, compute_distances_no_loops.result_has_the_dtype_of_the_inputs, compute_distances_no_loops.inputs_stay_as_they_were, compute_distances_no_loops.work_does_not_grow_with_the_number_of_points, compute_distances_no_loops.no_array_holds_every_pair_and_feature, compute_distances_no_loops.no_distance_is_negative, compute_distances_no_loops.result_is_on_the_device_of_the_inputs
"""torch.cdist does the work."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return torch.cdist(a, b) ** 2


# %% no_loops_cdist_by_name
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough, compute_distances_no_loops.result_has_the_dtype_of_the_inputs, compute_distances_no_loops.inputs_stay_as_they_were, compute_distances_no_loops.work_does_not_grow_with_the_number_of_points, compute_distances_no_loops.no_array_holds_every_pair_and_feature, compute_distances_no_loops.no_distance_is_negative, compute_distances_no_loops.result_is_on_the_device_of_the_inputs
"""torch.cdist does the work, called by a name put together at run time."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return getattr(torch, 'cd' + 'ist')(a, b) ** 2


# %% no_loops_comprehension
# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""A comprehension is a loop."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return torch.stack([((a - point) ** 2).sum(1) for point in b], dim=1)


# %% no_loops_linalg_norm
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough, compute_distances_no_loops.result_has_the_dtype_of_the_inputs, compute_distances_no_loops.inputs_stay_as_they_were, compute_distances_no_loops.work_does_not_grow_with_the_number_of_points, compute_distances_no_loops.no_array_holds_every_pair_and_feature, compute_distances_no_loops.no_distance_is_negative, compute_distances_no_loops.result_is_on_the_device_of_the_inputs
"""torch.linalg.norm does the work, over all differences at once."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return torch.linalg.norm(a[:, None] - b[None], dim=2) ** 2


# %% no_loops_map
# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""map is a loop."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return torch.stack(list(map(lambda point: (b - point).square().sum(1), a)))


# %% no_loops_norms_missing
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough, compute_distances_no_loops.no_distance_is_negative
# near miss: the norms ‖x‖² and ‖y‖² are missing
"""Only the product is there: a similarity, not a distance."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return -2 * a @ b.T


# %% no_loops_not_clamped
# fails: compute_distances_no_loops.no_distance_is_negative
"""What rounding leaves below zero stays there."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return (a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T


# %% no_loops_product_added
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough
# near miss: the product x·y is added, not subtracted
"""The product of the points is added, not subtracted."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return (a ** 2).sum(1)[:, None] + (b ** 2).sum(1) + 2 * a @ b.T


# %% no_loops_product_once
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough
# near miss: the product x·y is subtracted once, not twice
"""The product of the points is subtracted once, not twice."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return (a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - a @ b.T


# %% no_loops_recursion
# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""A function that calls itself, one point less each time, is a loop."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    def rows(points):
        if len(points) == 1:
            return ((b - points[0]) ** 2).sum(1)[None]
        half = len(points) // 2
        return torch.cat([rows(points[:half]), rows(points[half:])])

    return rows(a)


# %% no_loops_root_taken
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough
# near miss: this is the distance, not its square
"""The distance itself is returned, not its square."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T).clamp(min=0).sqrt()


# %% no_loops_rows_only
# fails: compute_distances_no_loops.images_of_any_shape_are_compared_whole
"""Points are taken to be rows; images aren't flattened."""


def compute_distances_no_loops(x_train, x_test):
    return ((x_train ** 2).sum(1, keepdim=True) + (x_test ** 2).sum(1) - 2 * x_train @ x_test.T).clamp(min=0)


# %% no_loops_squared_in_place
# fails: compute_distances_no_loops.inputs_stay_as_they_were
"""The norms are taken from inputs squared in place, after the product."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.view(len(x_train), -1), x_test.view(len(x_test), -1)
    product = a @ b.T
    return (a.pow_(2).sum(1)[:, None] + b.pow_(2).sum(1) - 2 * product).clamp(min=0)


# %% no_loops_squeezed
# fails: compute_distances_no_loops.one_point_is_enough
# near miss: an axis of length 1 is gone
"""squeeze takes an axis away when there is one point only."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T).clamp(min=0).squeeze()


# %% no_loops_test_norms_missing
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough, compute_distances_no_loops.no_distance_is_negative
"""The test points' norms are left out, since they don't change which point is nearest."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return (a ** 2).sum(1)[:, None] - 2 * a @ b.T


# %% no_loops_through_numpy
# fails: compute_distances_no_loops.result_is_on_the_device_of_the_inputs
"""The product is NumPy's."""

import torch


def compute_distances_no_loops(x_train, x_test):
    train, test = x_train.flatten(1), x_test.flatten(1)
    product = torch.from_numpy(train.numpy() @ test.numpy().T)
    return ((train**2).sum(dim=1, keepdim=True) + (test**2).sum(dim=1) - 2 * product).clamp(min=0)


# %% no_loops_transposed
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough
# near miss: rows and columns are exchanged
"""Rows are test points and columns training points."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((b ** 2).sum(1)[:, None] + (a ** 2).sum(1) - 2 * b @ a.T).clamp(min=0)


# %% no_loops_vmap
# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough, compute_distances_no_loops.result_has_the_dtype_of_the_inputs, compute_distances_no_loops.inputs_stay_as_they_were, compute_distances_no_loops.work_does_not_grow_with_the_number_of_points, compute_distances_no_loops.no_array_holds_every_pair_and_feature, compute_distances_no_loops.no_distance_is_negative, compute_distances_no_loops.result_is_on_the_device_of_the_inputs
"""vmap hides a loop."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return torch.vmap(lambda point: ((b - point) ** 2).sum(1))(a)


# %% no_loops_while
# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""A while loop over blocks of two points."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    rows, start = [], 0
    while start < len(a):
        piece = a[start : start + 2]
        rows.append((b - piece[:, None]).square().sum(2))
        start += 2
    return torch.cat(rows)


# %% no_loops_cut_off_at_one
# fails: compute_distances_no_loops.distances_match_the_definition
# near miss: distances below 1 became 1
"""Distances are cut off at 1, not at 0."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T).clamp(min=1)


# %% no_loops_diagonal_alone_mended
# fails: compute_distances_no_loops.no_distance_is_negative
"""0 is put onto the diagonal alone, as if equal points stood nowhere else."""

import torch


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    dists = (a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T
    if torch.equal(a, b):
        dists.fill_diagonal_(0)
    return dists
