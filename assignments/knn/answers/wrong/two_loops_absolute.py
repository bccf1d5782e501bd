# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
"""Absolute differences are summed, not squares."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = (x_train[i] - x_test[j]).abs().sum()
    return dists
