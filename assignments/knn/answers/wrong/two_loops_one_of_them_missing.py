# fails: compute_distances_two_loops.one_step_for_each_pair
"""The inner loop is an array expression: this is the one-loop version."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = (x_test - x_train[i]).flatten(1).square().sum(1)
    return dists
