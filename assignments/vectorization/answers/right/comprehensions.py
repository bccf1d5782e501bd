"""Nested comprehensions where loops are asked; a generator in a sum."""


def elementwise_power_loops(A, p):
    return np.array([[value**p for value in row] for row in A], dtype=A.dtype)


def pairwise_distances_python(X, Y):
    return np.array([[sum((a - b) ** 2 for a, b in zip(x, y)) ** 0.5 for y in Y.tolist()] for x in X.tolist()])


def pairwise_distances_loops(X, Y):
    return np.array([[np.sqrt(np.sum((x - y) ** 2)) for y in Y] for x in X])


def broadcast_shape(shape_a, shape_b):
    n = max(len(shape_a), len(shape_b))
    pairs = [
        ((1,) * (n - len(shape_a)) + shape_a)[i : i + 1] + ((1,) * (n - len(shape_b)) + shape_b)[i : i + 1]
        for i in range(n)
    ]
    if any(a != b and 1 not in (a, b) for a, b in pairs):
        return None
    return tuple(b if a == 1 else a for a, b in pairs)
