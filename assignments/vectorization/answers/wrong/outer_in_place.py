# fails: outer_sum.vectors_stay_as_they_were
"""z is changed."""


def outer_sum(x, y, z):
    plane = x + y[:, None]
    z += 0.5
    return plane + (z - 0.5)[:, None, None]
