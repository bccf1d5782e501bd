# fails: pairwise_distances_loops.no_loop_over_features
"""A third loop, over features."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = math.sqrt(sum((X[i, p] - Y[j, p]) ** 2 for p in range(X.shape[1])))
    return D
