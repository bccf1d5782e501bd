# fails: predict_labels.labels_are_on_the_device_of_the_distances
"""Predictions are collected in a new tensor whose device nobody names."""

import torch


def predict_labels(dists, y_train, k=1):
    y_pred = torch.zeros(dists.shape[1], dtype=torch.int64)
    for j in range(dists.shape[1]):
        nearest = y_train[dists[:, j].topk(k, largest=False).indices]
        y_pred[j] = torch.bincount(nearest).argmax()
    return y_pred
