# fails: knn_get_best_k.highest_mean_accuracy_wins
"""The k whose worst fold is best wins."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=lambda k: min(k_to_accuracies[k]))
