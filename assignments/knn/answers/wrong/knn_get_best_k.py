# %% best_k_accuracy
# fails: knn_get_best_k.highest_mean_accuracy_wins, knn_get_best_k.ties_go_to_the_smallest_k, knn_get_best_k.some_k_is_best_even_when_nothing_is_right
# near miss: this is the best accuracy, not its k
"""The best mean accuracy is returned, not its k."""


def knn_get_best_k(k_to_accuracies):
    return max(sum(v) / len(v) for v in k_to_accuracies.values())


# %% best_k_compares_lists
# fails: knn_get_best_k.highest_mean_accuracy_wins
"""Lists of accuracies are compared, which their first entries decide."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=k_to_accuracies.get)


# %% best_k_first
# fails: knn_get_best_k.highest_mean_accuracy_wins, knn_get_best_k.ties_go_to_the_smallest_k
"""The first k is returned."""


def knn_get_best_k(k_to_accuracies):
    return next(iter(k_to_accuracies))


# %% best_k_first_fold
# fails: knn_get_best_k.highest_mean_accuracy_wins
"""Only the first fold's accuracy is looked at."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=lambda k: k_to_accuracies[k][0])


# %% best_k_key_is_one_pass_short
# fails: knn_get_best_k.highest_mean_accuracy_wins
"""The search stops before the last k."""


def knn_get_best_k(k_to_accuracies):
    ks = sorted(k_to_accuracies)
    best_k = ks[0]
    for k in ks[1:-1]:
        if sum(k_to_accuracies[k]) > sum(k_to_accuracies[best_k]):
            best_k = k
    return best_k


# %% best_k_largest_on_a_tie
# fails: knn_get_best_k.ties_go_to_the_smallest_k
# near miss: a tie went to the largest k
"""Of equally good k the largest is taken."""


def knn_get_best_k(k_to_accuracies):
    best_k, best = None, -1
    for k, accuracies in k_to_accuracies.items():
        mean = sum(accuracies) / len(accuracies)
        if mean >= best:
            best_k, best = k, mean
    return best_k


# %% best_k_means_written_back
# fails: knn_get_best_k.accuracies_stay_as_they_were
"""The means replace the lists in the caller's dict."""


def knn_get_best_k(k_to_accuracies):
    for k in k_to_accuracies:
        k_to_accuracies[k] = sum(k_to_accuracies[k]) / len(k_to_accuracies[k])
    return max(k_to_accuracies, key=lambda k: k_to_accuracies[k])


# %% best_k_of_one_fold
# fails: knn_get_best_k.highest_mean_accuracy_wins
# near miss: this is the k of the best single fold
"""The k of the best single fold wins."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=lambda k: max(k_to_accuracies[k]))


# %% best_k_of_the_worst_fold
# fails: knn_get_best_k.highest_mean_accuracy_wins
"""The k whose worst fold is best wins."""


def knn_get_best_k(k_to_accuracies):
    return max(k_to_accuracies, key=lambda k: min(k_to_accuracies[k]))


# %% best_k_position
# fails: knn_get_best_k.highest_mean_accuracy_wins, knn_get_best_k.ties_go_to_the_smallest_k, knn_get_best_k.some_k_is_best_even_when_nothing_is_right
# near miss: this is the position of k in the dict, not k
"""The position of the best k is returned."""


def knn_get_best_k(k_to_accuracies):
    means = [sum(v) / len(v) for v in k_to_accuracies.values()]
    return means.index(max(means))


# %% best_k_starts_at_zero
# fails: knn_get_best_k.some_k_is_best_even_when_nothing_is_right
"""A mean of 0 never beats the search's start."""


def knn_get_best_k(k_to_accuracies):
    best_k, best = 0, 0.0
    for k, accuracies in k_to_accuracies.items():
        mean = sum(accuracies) / len(accuracies)
        if mean > best:
            best_k, best = k, mean
    return best_k


# %% best_k_worst
# fails: knn_get_best_k.highest_mean_accuracy_wins, knn_get_best_k.ties_go_to_the_smallest_k
# near miss: this is the k of the worst mean
"""The k of the lowest mean is returned."""


def knn_get_best_k(k_to_accuracies):
    return min(k_to_accuracies, key=lambda k: (sum(k_to_accuracies[k]) / len(k_to_accuracies[k])))


# %% best_k_median
# fails: knn_get_best_k.highest_mean_accuracy_wins
# near miss: this is the k of the highest median, not of the highest mean
"""The median of a k's accuracies stands for them, not the mean."""


def knn_get_best_k(k_to_accuracies):
    middle = {k: sorted(values)[len(values) // 2] for k, values in k_to_accuracies.items()}
    return min(middle, key=lambda k: (-middle[k], k))
