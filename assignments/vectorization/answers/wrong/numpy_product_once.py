# fails: pairwise_distances.distances_match_the_definition
"""The product is subtracted once."""


def pairwise_distances(X, Y):
    x_squares = (X**2).sum(axis=1, keepdims=True)
    y_squares = (Y**2).sum(axis=1)
    squares = x_squares + y_squares - X @ Y.T
    return np.sqrt(np.maximum(squares, 0))
