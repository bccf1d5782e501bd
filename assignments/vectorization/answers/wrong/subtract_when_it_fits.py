# fails: subtract_vector.as_many_points_as_axes
"""Transposed only where NumPy complains."""


def subtract_vector(P, v):
    try:
        return P - v
    except ValueError:
        return P - v.T
