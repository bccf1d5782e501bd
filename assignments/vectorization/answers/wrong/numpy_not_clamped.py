# fails: pairwise_distances.no_distance_is_nan
"""The deck's line: rounding makes squares negative."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return np.sqrt(squares)
