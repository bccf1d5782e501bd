# fails: 
"""k + 1 points are asked."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k + 1, dim=0, largest=False).indices]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
