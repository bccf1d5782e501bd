# fails: pairwise_distances_loops.one_step_for_each_pair
"""One loop where two are asked."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        D[i] = np.sqrt(((X[i] - Y) ** 2).sum(axis=1))
    return D
