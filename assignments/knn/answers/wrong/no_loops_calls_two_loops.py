# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""The work is left to the version with two loops."""


def compute_distances_no_loops(x_train, x_test):
    return compute_distances_two_loops(x_train, x_test)
