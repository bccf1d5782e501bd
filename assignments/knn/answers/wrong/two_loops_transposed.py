# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough, compute_distances_two_loops.inputs_stay_as_they_were, compute_distances_two_loops.one_step_for_each_pair, compute_distances_two_loops.result_is_on_the_device_of_the_inputs
"""Rows are test points and columns training points."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_test), len(x_train))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[j, i] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists
