# fails: 
"""Each row is taken as a test point."""


def predict_labels(dists, y_train, k=1):
    near = dists.topk(k, dim=1, largest=False).indices
    return torch.stack([torch.bincount(y_train[row]).argmax() for row in near])
