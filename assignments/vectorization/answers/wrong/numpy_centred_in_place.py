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
