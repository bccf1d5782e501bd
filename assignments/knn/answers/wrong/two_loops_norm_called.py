# fails: compute_distances_two_loops.distances_match_the_definition, compute_distances_two_loops.images_of_any_shape_are_compared_whole, compute_distances_two_loops.one_point_is_enough, compute_distances_two_loops.result_has_the_dtype_of_the_inputs, compute_distances_two_loops.inputs_stay_as_they_were, compute_distances_two_loops.one_step_for_each_pair, compute_distances_two_loops.result_is_on_the_device_of_the_inputs
"""torch.norm does the work."""


def compute_distances_two_loops(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        for j in range(len(x_test)):
            dists[i, j] = torch.norm(x_train[i] - x_test[j]) ** 2
    return dists
