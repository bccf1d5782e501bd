# fails: 
"""The best mean accuracy is returned, not its k."""


def knn_get_best_k(k_to_accuracies):
    return max(sum(v) / len(v) for v in k_to_accuracies.values())
