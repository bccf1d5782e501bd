# fails: elementwise_power_loops.every_entry_is_raised_to_p
"""p to the power of A."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = p ** A[i, j]
    return powered
