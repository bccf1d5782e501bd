# %% predict_along_the_images
# fails: predict_linear_classifier.highest_score_wins, predict_linear_classifier.one_product_serves_all_images, predict_linear_classifier.labels_are_on_the_device_of_the_images, predict_linear_classifier.takes_float32
# near miss: these are positions of images: the maximum is taken along the other axis
"""The maximum is taken over the images."""


def predict_linear_classifier(W, X):
    scores = X @ W
    return scores.argmax(dim=0)


# %% predict_floats
# fails: predict_linear_classifier.labels_are_int64
"""Labels come back as floating numbers."""

import torch


def predict_linear_classifier(W, X):
    scores = X @ W
    labels = torch.zeros(len(X), device=X.device)
    labels[:] = scores.argmax(dim=1)
    return labels


# %% predict_lowest
# fails: predict_linear_classifier.highest_score_wins, predict_linear_classifier.takes_float32
# near miss: these are the classes of the lowest score
"""The class of the lowest score is taken."""


def predict_linear_classifier(W, X):
    scores = X @ W
    return scores.argmin(dim=1)


# %% predict_one_by_one
# fails: predict_linear_classifier.one_product_serves_all_images
"""A loop goes over the images."""

import torch


def predict_linear_classifier(W, X):
    return torch.stack([(x @ W).argmax() for x in X])


# %% predict_starts_at_zero
# fails: predict_linear_classifier.highest_score_wins, predict_linear_classifier.one_product_serves_all_images
"""The best score so far starts at 0, so that a negative score never wins."""

import torch


def predict_linear_classifier(W, X):
    scores = X @ W
    labels = []
    for row in scores:
        best, label = 0, 0
        for c in range(len(row)):
            if row[c] > best:
                best, label = row[c], c
        labels.append(label)
    return torch.tensor(labels, device=X.device)


# %% predict_through_numpy
# fails: predict_linear_classifier.labels_are_on_the_device_of_the_images
"""The highest score is looked for with NumPy."""

import torch


def predict_linear_classifier(W, X):
    return torch.from_numpy((X @ W).numpy().argmax(axis=1))


# %% predict_float64_only
# fails: predict_linear_classifier.takes_float32, predict_linear_classifier.labels_are_on_the_device_of_the_images, predict_linear_classifier.labels_are_int64
"""The weights are turned into float64, the images aren't."""


def predict_linear_classifier(W, X):
    scores = X @ W.double()
    return scores.argmax(dim=1)


# %% predict_scores
# fails: predict_linear_classifier.highest_score_wins, predict_linear_classifier.labels_are_int64, predict_linear_classifier.takes_float32
# near miss: these are the highest scores, not the classes that have them
"""max gives the highest scores first, and where they stand second."""


def predict_linear_classifier(W, X):
    return (X @ W).max(dim=1)[0]


# %% linear_by_exponentials
# fails: predict_linear_classifier.highest_score_wins
"""Probabilities are made of scores that are as they are: the exponential of a score far below 0 is 0."""


def predict_linear_classifier(W, X):
    exponentials = (X @ W).exp()
    return (exponentials / exponentials.sum(dim=1, keepdim=True)).argmax(dim=1)
