# fails: compute_distances_two_loops.images_of_any_shape_are_compared_whole
"""The squares are summed over the first axis of a point only."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = x_train[i].sub(x_test[j]).square().sum(dim=0)
    return dists
