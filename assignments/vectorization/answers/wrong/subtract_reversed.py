# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
"""v − P."""


def subtract_vector(P, v):
    return v.T - P
