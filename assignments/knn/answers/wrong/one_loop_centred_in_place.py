# fails: compute_distances_one_loop.inputs_stay_as_they_were
"""The mean is subtracted from both inputs in place."""


def compute_distances_one_loop(x_train, x_test):
    mean = x_train.mean(dim=0)
    x_train -= mean
    x_test -= mean
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = (x_test - x_train[i]).flatten(1).square().sum(1)
    return dists
