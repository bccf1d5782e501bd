# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
"""Added, not subtracted."""


def subtract_vector(P, v):
    return P + v.T
