# fails: predict_linear_classifier.labels_are_on_the_device_of_the_images
"""The highest score is looked for with NumPy."""

import torch


def predict_linear_classifier(W, X):
    return torch.from_numpy((X @ W).numpy().argmax(axis=1))
