# fails: predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.k_may_be_the_number_of_training_points
"""Only the nearest point is ever asked."""


def predict_labels(dists, y_train, k=1):
    return y_train[dists.argmin(dim=0)]
