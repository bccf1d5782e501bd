# fails: compute_distances_one_loop.distances_match_the_definition, compute_distances_one_loop.images_of_any_shape_are_compared_whole, compute_distances_one_loop.one_point_is_enough
"""The training point isn't indexed by the loop's variable."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[0]) ** 2).flatten(1).sum(1)
    return dists
