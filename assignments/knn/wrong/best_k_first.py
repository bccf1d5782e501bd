# fails: 
"""The first k is returned."""


def knn_get_best_k(k_to_accuracies):
    return next(iter(k_to_accuracies))
