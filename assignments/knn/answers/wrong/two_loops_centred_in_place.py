# fails: compute_distances_two_loops.inputs_stay_as_they_were
"""The mean is subtracted from both inputs in place; distances don't change, the inputs do."""


def compute_distances_two_loops(x_train, x_test):
    mean = x_train.mean(dim=0)
    x_train -= mean
    x_test -= mean
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists
