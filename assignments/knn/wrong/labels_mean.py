# fails: 
"""The labels are averaged, as in regression."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k, dim=0, largest=False).indices]
    return near.double().mean(dim=0).round().long()
