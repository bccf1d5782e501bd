# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""The deck's 4 instead of p."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** 4
    return powered
