# fails: knn_get_best_k.highest_mean_accuracy_wins
"""Lists of accuracies are compared, which their first entries decide."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=k_to_accuracies.get)
