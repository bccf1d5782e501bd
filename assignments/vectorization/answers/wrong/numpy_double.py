# fails: pairwise_distances.result_has_the_dtype_of_the_inputs
"""The result is always float64."""


def pairwise_distances(X, Y):
    X, Y = X.astype(np.float64), Y.astype(np.float64)
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))
