# %% outer_by_length
# fails: outer_sum.each_vector_has_an_axis_of_its_own
"""Axes are added only where NumPy complains."""


def outer_sum(x, y, z):
    try:
        return x + y + z
    except ValueError:
        return x + y[:, None] + z[:, None, None]


# %% outer_in_place
# fails: outer_sum.vectors_stay_as_they_were
"""z is changed."""


def outer_sum(x, y, z):
    plane = x + y[:, None]
    z += 0.5
    return plane + (z - 0.5)[:, None, None]


# %% outer_loop
# fails: outer_sum.no_loop_over_triples
"""A comprehension over z."""


def outer_sum(x, y, z):
    plane = x + y[:, None]
    return np.stack([plane + height for height in z])


# %% outer_order
# fails: outer_sum.every_triple_is_summed, outer_sum.each_vector_has_an_axis_of_its_own
# near miss: the axes are in the order x, y, z
"""The order of axes is x, y, z."""


def outer_sum(x, y, z):
    return z + y[:, None] + x[:, None, None]


# %% outer_product
# fails: outer_sum.every_triple_is_summed, outer_sum.each_vector_has_an_axis_of_its_own
# near miss: the product is taken, not the sum
"""Products, not sums."""


def outer_sum(x, y, z):
    return x * y[:, None] * z[:, None, None]


# %% outer_y_last
# fails: outer_sum.every_triple_is_summed, outer_sum.each_vector_has_an_axis_of_its_own
"""x and y have each other's axis."""


def outer_sum(x, y, z):
    return x[:, None] + y + z[:, None, None]
