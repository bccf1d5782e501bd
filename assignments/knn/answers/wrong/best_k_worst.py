# fails: knn_get_best_k.highest_mean_accuracy_wins, knn_get_best_k.ties_go_to_the_smallest_k
"""The k of the lowest mean is returned."""


def knn_get_best_k(k_to_accuracies):
    return min(k_to_accuracies, key=lambda k: (sum(k_to_accuracies[k]) / len(k_to_accuracies[k])))
