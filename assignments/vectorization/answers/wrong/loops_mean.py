# fails: pairwise_distances_loops.distances_match_the_definition
"""The mean, not the sum."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sqrt(((X[i] - Y[j]) ** 2).mean())
    return D
