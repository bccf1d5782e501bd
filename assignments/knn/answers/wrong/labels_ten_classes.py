# fails: predict_labels.labels_may_be_any_whole_numbers
"""Ten classes are taken for granted, as in CIFAR-10."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.argsort(dim=0)[:k]]
    votes = torch.zeros(10, dists.shape[1], dtype=torch.int64, device=dists.device)
    votes.scatter_add_(0, near, torch.ones_like(near))
    return votes.argmax(dim=0)
