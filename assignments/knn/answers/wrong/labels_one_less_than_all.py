# fails: predict_labels.k_may_be_the_number_of_training_points
"""At least one training point is always left out."""


def predict_labels(dists, y_train, k=1):
    k = min(k, len(y_train) - 1)
    near = y_train[dists.topk(k, dim=0, largest=False).indices]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
