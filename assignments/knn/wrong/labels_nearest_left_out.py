# fails: 
"""The nearest point is left out, as if it were the test point itself."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.argsort(dim=0)[1 : k + 1]]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
