# fails: predict_linear_classifier.highest_score_wins
"""The class of the lowest score is taken."""


def predict_linear_classifier(W, X):
    scores = X @ W
    return scores.argmin(dim=1)
