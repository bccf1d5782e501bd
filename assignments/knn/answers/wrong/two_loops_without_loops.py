# fails: compute_distances_two_loops.one_step_for_each_pair
"""The loops are left out, by a matrix product."""


def compute_distances_two_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return (a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T
