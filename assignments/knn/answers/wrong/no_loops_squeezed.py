# fails: compute_distances_no_loops.one_point_is_enough
"""squeeze takes an axis away when there is one point only."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((a ** 2).sum(1)[:, None] + (b ** 2).sum(1) - 2 * a @ b.T).clamp(min=0).squeeze()
