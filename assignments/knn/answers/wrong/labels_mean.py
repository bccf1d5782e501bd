# fails: predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label
"""The labels are averaged, as in regression."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k, dim=0, largest=False).indices]
    return near.double().mean(dim=0).round().long()
