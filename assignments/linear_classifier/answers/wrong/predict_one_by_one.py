# fails: predict_linear_classifier.one_product_serves_all_images
"""A loop goes over the images."""

import torch


def predict_linear_classifier(W, X):
    return torch.stack([(x @ W).argmax() for x in X])
