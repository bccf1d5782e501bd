# fails: pairwise_distances_loops.distances_match_the_definition, pairwise_distances_loops.points_stay_as_they_were, pairwise_distances_loops.one_step_for_each_pair, pairwise_distances_loops.no_loop_over_features
"""np.linalg.norm is banned."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.linalg.norm(X[i] - Y[j])
    return D
