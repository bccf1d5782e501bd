# fails: compute_distances_one_loop.images_of_any_shape_are_compared_whole
"""The squares are summed over axis 1 only, which is all there is for points in rows."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[i]) ** 2).sum(dim=1)
    return dists
