# fails: 
"""The k farthest points are asked."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k, dim=0).indices]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
