# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
"""Only the first number of v."""


def subtract_vector(P, v):
    return P - v[0, 0]
