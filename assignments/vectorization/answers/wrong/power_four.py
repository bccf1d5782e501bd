# fails: elementwise_power.every_entry_is_raised_to_p, elementwise_power.arrays_of_any_shape
"""The deck's 4 instead of p."""


def elementwise_power(A, p):
    return A**4
