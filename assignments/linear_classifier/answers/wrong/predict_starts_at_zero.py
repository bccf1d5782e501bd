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
