# fails: compute_distances_one_loop.one_step_for_each_training_point
"""The loop runs over the test points."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for j in range(len(x_test)):
        dists[:, j] = (x_train - x_test[j]).flatten(1).square().sum(1)
    return dists
