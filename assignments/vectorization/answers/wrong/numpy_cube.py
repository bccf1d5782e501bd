# fails: pairwise_distances.no_array_holds_every_pair_and_feature
"""An array of every pair and feature."""


def pairwise_distances(X, Y):
    return np.sqrt(((X[:, None] - Y[None]) ** 2).sum(axis=2))
