# fails: pairwise_distances_torch.no_array_holds_every_pair_and_feature
"""An array of every pair and feature."""


def pairwise_distances_torch(X, Y):
    return ((X[:, None] - Y[None]) ** 2).sum(dim=2).sqrt()
