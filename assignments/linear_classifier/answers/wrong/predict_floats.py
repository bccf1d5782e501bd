# fails: predict_linear_classifier.labels_are_int64
"""Labels come back as floating numbers."""

import torch


def predict_linear_classifier(W, X):
    scores = X @ W
    labels = torch.zeros(len(X), device=X.device)
    labels[:] = scores.argmax(dim=1)
    return labels
