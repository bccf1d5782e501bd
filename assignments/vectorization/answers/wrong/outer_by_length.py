# fails: outer_sum.each_vector_has_an_axis_of_its_own
"""Axes are added only where NumPy complains."""


def outer_sum(x, y, z):
    try:
        return x + y + z
    except ValueError:
        return x + y[:, None] + z[:, None, None]
