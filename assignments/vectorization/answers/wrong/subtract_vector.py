# %% subtract_added
# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
# near miss: v was added
"""Added, not subtracted."""


def subtract_vector(P, v):
    return P + v.T


# %% subtract_first_entry
# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
"""Only the first entry of v."""


def subtract_vector(P, v):
    return P - v[0]


# %% subtract_first_number
# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
# near miss: only v's first entry was subtracted
"""Only the first number of v."""


def subtract_vector(P, v):
    return P - v[0, 0]


# %% subtract_in_place
# fails: subtract_vector.points_and_vector_stay_as_they_were
"""P is changed."""


def subtract_vector(P, v):
    P -= v.T
    return P


# %% subtract_loop
# fails: subtract_vector.no_loop_over_points
"""A loop over points."""


def subtract_vector(P, v):
    D = np.zeros_like(P)
    for i in range(len(P)):
        D[i] = P[i] - v[:, 0]
    return D


# %% subtract_reversed
# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
# near miss: this is v − P
"""v − P."""


def subtract_vector(P, v):
    return v.T - P


# %% subtract_two_axes_only
# fails: subtract_vector.vector_is_taken_from_every_row, subtract_vector.as_many_points_as_axes
"""Only two coordinates are expected."""


def subtract_vector(P, v):
    D = P.copy()
    D[:, 0] -= v[0, 0]
    D[:, 1] -= v[1, 0]
    return D


# %% subtract_when_it_fits
# fails: subtract_vector.as_many_points_as_axes
# near miss: v wasn't turned into a row: each row of P lost one entry of v
"""Transposed only where NumPy complains."""


def subtract_vector(P, v):
    try:
        return P - v
    except ValueError:
        return P - v.T
