# fails: compute_distances_no_loops.distances_match_the_definition, compute_distances_no_loops.images_of_any_shape_are_compared_whole, compute_distances_no_loops.one_point_is_enough, compute_distances_no_loops.result_has_the_dtype_of_the_inputs, compute_distances_no_loops.inputs_stay_as_they_were, compute_distances_no_loops.work_does_not_grow_with_the_number_of_points, compute_distances_no_loops.no_array_holds_every_pair_and_feature, compute_distances_no_loops.no_distance_is_negative, compute_distances_no_loops.result_is_on_the_device_of_the_inputs
"""torch.cdist does the work, called by a name put together at run time."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    return getattr(torch, 'cd' + 'ist')(a, b) ** 2
