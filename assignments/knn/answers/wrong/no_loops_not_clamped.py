# fails: compute_distances_no_loops.no_distance_is_negative
"""What rounding leaves below zero stays there."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return (a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T
