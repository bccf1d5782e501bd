# fails: outer_sum.every_triple_is_summed, outer_sum.each_vector_has_an_axis_of_its_own
"""x and y have each other's axis."""


def outer_sum(x, y, z):
    return x[:, None] + y + z[:, None, None]
