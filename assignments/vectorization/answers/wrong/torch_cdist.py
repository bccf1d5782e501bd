# fails: pairwise_distances_torch.distances_match_the_definition, pairwise_distances_torch.points_stay_as_they_were, pairwise_distances_torch.work_does_not_grow_with_the_number_of_vectors, pairwise_distances_torch.no_array_holds_every_pair_and_feature, pairwise_distances_torch.no_distance_is_nan, pairwise_distances_torch.result_has_the_dtype_of_the_inputs, pairwise_distances_torch.result_is_on_the_device_of_the_inputs
"""torch.cdist is banned."""


def pairwise_distances_torch(X, Y):
    return torch.cdist(X, Y)
