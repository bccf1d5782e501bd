"""Results written in place, on copies; out= and absolute values."""


def elementwise_power_loops(A, p):
    powered = A.copy()
    for i in range(len(powered)):
        for j in range(len(powered[i])):
            powered[i][j] **= p
    return powered


def elementwise_power(A, p):
    powered = A.copy()
    powered **= p
    return powered


def hadamard(A, B):
    product, quotient = A.copy(), A.copy()
    product *= B
    quotient /= B
    return product, quotient


def axis_sums(A):
    column = A.sum(axis=-1, keepdims=True)
    return A.T.sum(axis=1), column[:, 0], column, column.sum()


def subtract_vector(P, v):
    D = P.copy()
    D -= v.ravel()
    return D


def outer_sum(x, y, z):
    w = np.zeros((len(z), len(y), len(x)), dtype=x.dtype)
    w += x
    w += y[:, None]
    w += z[:, None, None]
    return w


def pairwise_distances(X, Y):
    D = X @ Y.T
    D *= -2
    D += np.square(X).sum(axis=1)[:, None]
    D += np.square(Y).sum(axis=1)
    np.abs(D, out=D)
    return np.sqrt(D, out=D)


def pairwise_distances_torch(X, Y):
    D = X @ Y.T
    D.mul_(-2).add_((X * X).sum(1, keepdim=True)).add_((Y * Y).sum(1))
    return D.abs_().sqrt_()


def center_channels(images):
    centred = images.clone()
    centred -= images.transpose(0, 1).flatten(1).mean(1).reshape(-1, 1, 1)
    return centred
