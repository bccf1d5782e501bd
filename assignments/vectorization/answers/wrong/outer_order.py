# fails: outer_sum.every_triple_is_summed, outer_sum.each_vector_has_an_axis_of_its_own
"""The order of axes is x, y, z."""


def outer_sum(x, y, z):
    return z + y[:, None] + x[:, None, None]
