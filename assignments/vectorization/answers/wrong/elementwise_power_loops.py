# %% loops_power_default_dtype
# fails: elementwise_power_loops.result_has_the_dtype_of_the_inputs
"""np.zeros without a dtype is float64."""


def elementwise_power_loops(A, p):
    powered = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** p
    return powered


# %% loops_power_four
# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""The deck's 4 instead of p."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** 4
    return powered


# %% loops_power_in_place
# fails: elementwise_power_loops.input_stays_as_it_was
"""The powers are written into A."""


def elementwise_power_loops(A, p):
    powered = A
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** p
    return powered


# %% loops_power_last_row_missing
# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""The last row is left out."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0] - 1):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** p
    return powered


# %% loops_power_one_loop
# fails: elementwise_power_loops.one_step_for_each_entry
"""Whole rows are raised at once."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        powered[i] = A[i] ** p
    return powered


# %% loops_power_reversed
# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""p to the power of A."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = p ** A[i, j]
    return powered


# %% loops_power_squares
# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""Squares, whatever p is."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] * A[i, j]
    return powered


# %% loops_power_times
# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""Multiplied by p, not raised to it."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] * p
    return powered


# %% loops_power_without_loops
# fails: elementwise_power_loops.one_step_for_each_entry
"""No loop where two are asked."""


def elementwise_power_loops(A, p):
    return A**p
