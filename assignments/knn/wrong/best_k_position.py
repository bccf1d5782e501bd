# fails: 
"""The position of the best k is returned."""


def knn_get_best_k(k_to_accuracies):
    means = [sum(v) / len(v) for v in k_to_accuracies.values()]
    return means.index(max(means))
