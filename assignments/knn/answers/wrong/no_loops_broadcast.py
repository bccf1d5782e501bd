# fails: compute_distances_no_loops.no_array_holds_every_pair_and_feature
"""All differences are held at once, in an array of (num_train, num_test, features)."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(dim=2)
