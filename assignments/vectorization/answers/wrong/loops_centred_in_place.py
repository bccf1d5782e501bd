# fails: pairwise_distances_loops.points_stay_as_they_were
"""The points are moved in place."""


def pairwise_distances_loops(X, Y):
    X -= 1
    Y -= 1
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sqrt(((X[i] - Y[j]) ** 2).sum())
    return D
