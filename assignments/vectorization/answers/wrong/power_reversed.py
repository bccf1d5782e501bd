# fails: elementwise_power.every_entry_is_raised_to_p, elementwise_power.arrays_of_any_shape
"""p to the power of A."""


def elementwise_power(A, p):
    return p**A
