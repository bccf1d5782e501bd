# fails: subtract_vector.no_loop_over_points
"""A loop over points."""


def subtract_vector(P, v):
    D = np.zeros_like(P)
    for i in range(len(P)):
        D[i] = P[i] - v[:, 0]
    return D
