# fails: 
"""Positions of training points are counted, not their labels."""


def predict_labels(dists, y_train, k=1):
    near = dists.topk(k, dim=0, largest=False).indices
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
