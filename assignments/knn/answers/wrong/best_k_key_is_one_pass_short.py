# fails: knn_get_best_k.highest_mean_accuracy_wins
"""The search stops before the last k."""


def knn_get_best_k(k_to_accuracies):
    ks = sorted(k_to_accuracies)
    best_k = ks[0]
    for k in ks[1:-1]:
        if sum(k_to_accuracies[k]) > sum(k_to_accuracies[best_k]):
            best_k = k
    return best_k
