# fails: knn_get_best_k.some_k_is_best_even_when_nothing_is_right
"""A mean of 0 never beats the search's start."""


def knn_get_best_k(k_to_accuracies):
    best_k, best = 0, 0.0
    for k, accuracies in k_to_accuracies.items():
        mean = sum(accuracies) / len(accuracies)
        if mean > best:
            best_k, best = k, mean
    return best_k
