# fails: compute_distances_one_loop.distances_match_the_definition, compute_distances_one_loop.images_of_any_shape_are_compared_whole, compute_distances_one_loop.one_point_is_enough, compute_distances_one_loop.result_has_the_dtype_of_the_inputs, compute_distances_one_loop.inputs_stay_as_they_were, compute_distances_one_loop.one_step_for_each_training_point, compute_distances_one_loop.result_is_on_the_device_of_the_inputs
"""Images are summed over the points, not over the features."""


def compute_distances_one_loop(x_train, x_test):
    dists = x_train.new_zeros(len(x_train), len(x_test))
    for i in range(len(x_train)):
        dists[i] = ((x_test - x_train[i]) ** 2).flatten(1).sum(0)
    return dists
