# fails: subtract_vector.points_and_vector_stay_as_they_were
"""P is changed."""


def subtract_vector(P, v):
    P -= v.T
    return P
