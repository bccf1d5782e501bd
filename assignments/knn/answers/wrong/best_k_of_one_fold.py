# fails: knn_get_best_k.highest_mean_accuracy_wins
"""The k of the best single fold wins."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=lambda k: max(k_to_accuracies[k]))
