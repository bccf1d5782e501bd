# %% power_comprehension
# fails: elementwise_power.work_does_not_grow_with_the_array
"""A comprehension is a loop."""


def elementwise_power(A, p):
    return np.array([value**p for value in A.ravel()], dtype=A.dtype).reshape(A.shape)


# %% power_double
# fails: elementwise_power.result_has_the_dtype_of_the_inputs
"""The result is always float64."""


def elementwise_power(A, p):
    return A.astype(np.float64) ** p


# %% power_four
# fails: elementwise_power.every_entry_is_raised_to_p, elementwise_power.arrays_of_any_shape
# near miss: these are fourth powers, whatever p is
"""The deck's 4 instead of p."""


def elementwise_power(A, p):
    return A**4


# %% power_in_place
# fails: elementwise_power.input_stays_as_it_was
"""A itself is raised."""


def elementwise_power(A, p):
    A **= p
    return A


# %% power_reversed
# fails: elementwise_power.every_entry_is_raised_to_p, elementwise_power.arrays_of_any_shape
# near miss: this is p to the power of A
"""p to the power of A."""


def elementwise_power(A, p):
    return p**A


# %% power_squares
# fails: elementwise_power.every_entry_is_raised_to_p, elementwise_power.arrays_of_any_shape
# near miss: these are squares, whatever p is
"""Squares, whatever p is."""


def elementwise_power(A, p):
    return A**2


# %% power_times
# fails: elementwise_power.every_entry_is_raised_to_p, elementwise_power.arrays_of_any_shape
# near miss: this is A times p, not A to the power of p
"""Multiplied by p, not raised to it."""


def elementwise_power(A, p):
    return A * p


# %% power_two_axes_only
# fails: elementwise_power.arrays_of_any_shape
"""Only matrices are expected."""


def elementwise_power(A, p):
    rows, columns = A.shape
    return (A.reshape(rows, columns)) ** p


# %% power_absolute
# fails: elementwise_power.every_entry_is_raised_to_p
"""The sign is lost: the power of each entry's size."""


def elementwise_power(A, p):
    return np.abs(A) ** p


# %% power_by_logarithm
# fails: elementwise_power.every_entry_is_raised_to_p
"""The power is taken by way of the logarithm, which numbers below 0 have none of."""


def elementwise_power(A, p):
    return np.exp(p * np.log(A))
