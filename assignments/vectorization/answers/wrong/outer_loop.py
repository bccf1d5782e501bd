# fails: outer_sum.no_loop_over_triples
"""A comprehension over z."""


def outer_sum(x, y, z):
    plane = x + y[:, None]
    return np.stack([plane + height for height in z])
