# fails: knn_get_best_k.highest_mean_accuracy_wins
"""Only the first fold's accuracy is looked at."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=lambda k: k_to_accuracies[k][0])
