# %% numpy_centred_in_place
# fails: pairwise_distances.points_stay_as_they_were
"""The points are centred in place."""


def pairwise_distances(X, Y):
    means = X.mean(axis=0)
    X -= means
    Y -= means
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))


# %% numpy_comprehension
# fails: pairwise_distances.work_does_not_grow_with_the_number_of_vectors
"""A comprehension over X."""


def pairwise_distances(X, Y):
    return np.array([np.sqrt(((x - Y) ** 2).sum(axis=1)) for x in X])


# %% numpy_cube
# fails: pairwise_distances.no_array_holds_every_pair_and_feature
"""An array of every pair and feature."""


def pairwise_distances(X, Y):
    return np.sqrt(((X[:, None] - Y[None]) ** 2).sum(axis=2))


# %% numpy_double
# fails: pairwise_distances.result_has_the_dtype_of_the_inputs
"""The result is always float64."""


def pairwise_distances(X, Y):
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))


# %% numpy_norms_missing
# fails: pairwise_distances.distances_match_the_definition
"""The norms of Y are missing."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))


# %% numpy_not_clamped
# fails: pairwise_distances.no_distance_is_nan
"""The deck's line: rounding makes squares negative."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return np.sqrt(squares)


# %% numpy_product_added
# fails: pairwise_distances.distances_match_the_definition
# near miss: the product x·y is added, not subtracted
"""The deck's misprint: the product is added."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares + 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))


# %% numpy_product_once
# fails: pairwise_distances.distances_match_the_definition
# near miss: the product x·y is subtracted once, not twice
"""The product is subtracted once."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - X @ Y.T
    return np.sqrt(np.maximum(squares, 0))


# %% numpy_root_missing
# fails: pairwise_distances.distances_match_the_definition
# near miss: this is the square of the distance: the root is missing
"""The square of the distance."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return np.maximum(squares, 0)


# %% numpy_transposed
# fails: pairwise_distances.distances_match_the_definition
# near miss: rows and columns are exchanged
"""Transposed."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return (np.sqrt(np.maximum(squares, 0))).T


# %% distances_cut_off_at_one
# fails: pairwise_distances.distances_match_the_definition
# near miss: distances below 1 became 1
"""Squares are cut off at 1, not at 0."""


def pairwise_distances(X, Y):
    squares = (X**2).sum(axis=1, keepdims=True) + (Y**2).sum(axis=1) - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 1))


# %% numpy_norms_without_keepdims
# fails: pairwise_distances.distances_match_the_definition, pairwise_distances.work_does_not_grow_with_the_number_of_vectors, pairwise_distances.no_array_holds_every_pair_and_feature
# near miss: both rows of squares lie along the last axis: one of them has to be a column
"""The squares of X are no column, so that they go with those of Y entry by entry, if at all."""


def pairwise_distances(X, Y):
    squares = (X**2).sum(axis=1) + (Y**2).sum(axis=1) - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))


# %% numpy_squeezed
# fails: pairwise_distances.distances_match_the_definition
"""Axes of length 1 are dropped."""


def pairwise_distances(X, Y):
    squares = (X**2).sum(axis=1, keepdims=True) + (Y**2).sum(axis=1) - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0)).squeeze()


# %% numpy_diagonal_alone_mended
# fails: pairwise_distances.no_distance_is_nan
"""0 is put onto the diagonal alone, as if equal vectors stood nowhere else."""


def pairwise_distances(X, Y):
    squares = (X**2).sum(axis=1, keepdims=True) + (Y**2).sum(axis=1) - 2 * X @ Y.T
    if np.array_equal(X.shape, Y.shape) and np.array_equal(X, Y):
        np.fill_diagonal(squares, 0)
    return np.sqrt(squares)
