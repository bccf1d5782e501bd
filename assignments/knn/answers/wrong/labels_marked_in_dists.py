# fails: predict_labels.distances_and_labels_stay_as_they_were
"""Points that were asked are marked as infinitely far, in dists itself."""


def predict_labels(dists, y_train, k=1):
    y_pred = y_train.new_zeros(dists.shape[1])
    for j in range(dists.shape[1]):
        near = []
        for _ in range(k):
            i = dists[:, j].argmin()
            near.append(y_train[i])
            dists[i, j] = float("inf")
        y_pred[j] = torch.bincount(torch.stack(near)).argmax()
    return y_pred
