# fails: pairwise_distances_python.one_root_for_each_pair, pairwise_distances_python.one_step_for_each_feature
"""No loops at all."""


def pairwise_distances_python(X, Y):
    return np.sqrt(np.maximum((X**2).sum(1)[:, None] + (Y**2).sum(1) - 2 * X @ Y.T, 0))
