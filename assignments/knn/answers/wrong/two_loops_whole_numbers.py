# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough
"""The points are turned into whole numbers, as pixels once were."""


def compute_distances_two_loops(x_train, x_test):
    a, b = x_train.to(torch.int32), x_test.to(torch.int32)
    dists = x_train.new_zeros(len(a), len(b))
    for i in range(len(a)):
        for j in range(len(b)):
            dists[i, j] = ((a[i] - b[j]) ** 2).sum()
    return dists
