# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough
"""Rows are test points and columns training points."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((b ** 2).sum(1)[:, None] + (a ** 2).sum(1) - 2 * b @ a.T).clamp(min=0)
