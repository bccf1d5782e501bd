# fails: pairwise_distances.work_does_not_grow_with_the_number_of_vectors
"""A comprehension over X."""


def pairwise_distances(X, Y):
    return np.array([np.sqrt(((x - Y) ** 2).sum(axis=1)) for x in X])
