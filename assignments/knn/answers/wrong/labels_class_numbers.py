# fails: predict_labels.labels_may_be_any_whole_numbers
"""The position within the list of classes is returned, not the class."""


def predict_labels(dists, y_train, k=1):
    classes, numbers = torch.unique(y_train, return_inverse=True)
    near = numbers[dists.argsort(dim=0)[:k]]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])
