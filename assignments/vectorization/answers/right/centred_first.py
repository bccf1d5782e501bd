"""The mean is subtracted first, which loses less to rounding."""


def pairwise_distances(X, Y):
    mean = X.mean(axis=0)
    a, b = X - mean, Y - mean
    squares = (a * a).sum(1)[:, np.newaxis] + (b * b).sum(1)[np.newaxis] - 2 * a.dot(b.T)
    squares[squares < 0] = 0
    return squares**0.5


def pairwise_distances_torch(X, Y):
    mean = X.mean(0)
    a, b = X - mean, Y - mean
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.mT
    squares[squares < 0] = 0
    return squares**0.5


def subtract_vector(P, v):
    return (P.T - v).T


def outer_sum(x, y, z):
    return z[:, None, None] + (y[None, :, None] + x[None, None])
