# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.k_may_be_the_number_of_training_points
"""k + 1 points are asked."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k + 1, dim=0, largest=False).indices]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
