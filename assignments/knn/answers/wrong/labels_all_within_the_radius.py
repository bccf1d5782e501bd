# fails: predict_labels.exactly_k_points_vote
"""All points as near as the k-th vote, even if that is more than k."""


def predict_labels(dists, y_train, k=1):
    y_pred = y_train.new_zeros(dists.shape[1])
    for j in range(dists.shape[1]):
        radius = dists[:, j].kthvalue(k).values
        y_pred[j] = torch.bincount(y_train[dists[:, j] <= radius]).argmax()
    return y_pred
