# fails: outer_sum.every_triple_is_summed, outer_sum.each_vector_has_an_axis_of_its_own
"""Products, not sums."""


def outer_sum(x, y, z):
    return x * y[:, None] * z[:, None, None]
