# fails: knn_get_best_k.accuracies_stay_as_they_were
"""The means replace the lists in the caller's dict."""


def knn_get_best_k(k_to_accuracies):
    for k in k_to_accuracies:
        k_to_accuracies[k] = sum(k_to_accuracies[k]) / len(k_to_accuracies[k])
    return max(k_to_accuracies, key=lambda k: k_to_accuracies[k])
