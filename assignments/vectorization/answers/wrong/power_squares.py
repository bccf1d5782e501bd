# fails: elementwise_power.every_entry_is_raised_to_p, elementwise_power.arrays_of_any_shape
"""Squares, whatever p is."""


def elementwise_power(A, p):
    return A**2
