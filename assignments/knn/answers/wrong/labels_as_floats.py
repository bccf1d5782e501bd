# fails: predict_labels.labels_are_int64
"""torch.zeros without a dtype makes float labels."""


def predict_labels(dists, y_train, k=1):
    y_pred = torch.zeros(dists.shape[1], device=dists.device)
    for j in range(dists.shape[1]):
        near = dists[:, j].topk(k, largest=False).indices
        y_pred[j] = torch.bincount(y_train[near]).argmax()
    return y_pred
