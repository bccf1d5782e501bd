# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
"""Only two coordinates are expected."""


def subtract_vector(P, v):
    D = P.copy()
    D[:, 0] -= v[0, 0]
    D[:, 1] -= v[1, 0]
    return D
