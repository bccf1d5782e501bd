# fails: knn_get_best_k.ties_go_to_the_smallest_k
"""Of equally good k the largest is taken."""


def knn_get_best_k(k_to_accuracies):
    best_k, best = None, -1
    for k, accuracies in k_to_accuracies.items():
        mean = sum(accuracies) / len(accuracies)
        if mean >= best:
            best_k, best = k, mean
    return best_k
