# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""The last row is left out."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0] - 1):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** p
    return powered
