# %% loops_centred_in_place
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


# %% loops_linalg_norm
# fails: pairwise_distances_loops.distances_match_the_definition, pairwise_distances_loops.points_stay_as_they_were, pairwise_distances_loops.one_step_for_each_pair, pairwise_distances_loops.no_loop_over_features
"""np.linalg.norm is banned."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.linalg.norm(X[i] - Y[j])
    return D


# %% loops_mean
# fails: pairwise_distances_loops.distances_match_the_definition
# near miss: the mean over the features is taken, not the sum
"""The mean, not the sum."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sqrt(((X[i] - Y[j]) ** 2).mean())
    return D


# %% loops_one_loop
# fails: pairwise_distances_loops.one_step_for_each_pair
"""One loop where two are asked."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        D[i] = np.sqrt(((X[i] - Y) ** 2).sum(axis=1))
    return D


# %% loops_root_before_sum
# fails: pairwise_distances_loops.distances_match_the_definition
"""The root is taken before the sum."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sqrt((X[i] - Y[j]) ** 2).sum()
    return D


# %% loops_root_missing
# fails: pairwise_distances_loops.distances_match_the_definition
# near miss: this is the square of the distance: the root is missing
"""The square of the distance."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = ((X[i] - Y[j]) ** 2).sum()
    return D


# %% loops_third_loop
# fails: pairwise_distances_loops.no_loop_over_features
"""A third loop, over features."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = math.sqrt(sum((X[i, p] - Y[j, p]) ** 2 for p in range(X.shape[1])))
    return D


# %% loops_transposed
# fails: pairwise_distances_loops.distances_match_the_definition, pairwise_distances_loops.points_stay_as_they_were, pairwise_distances_loops.one_step_for_each_pair, pairwise_distances_loops.no_loop_over_features
# near miss: rows and columns are exchanged
"""Transposed."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sqrt(((X[i] - Y[j]) ** 2).sum())
    return D.T


# %% loops_whole_numbers
# fails: pairwise_distances_loops.distances_match_the_definition, pairwise_distances_loops.points_stay_as_they_were, pairwise_distances_loops.one_step_for_each_pair, pairwise_distances_loops.no_loop_over_features
"""The result is of whole numbers."""


def pairwise_distances_loops(X, Y):
    D = np.zeros((len(X), len(Y)), dtype=int)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sqrt(((X[i] - Y[j]) ** 2).sum())
    return D
