# fails: predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.k_may_be_the_number_of_training_points
"""One point fewer than k votes, though at least one."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.argsort(dim=0)[: max(1, k - 1)]]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
