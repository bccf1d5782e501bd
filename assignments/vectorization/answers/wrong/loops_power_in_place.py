# fails: elementwise_power_loops.input_stays_as_it_was
"""The powers are written into A."""


def elementwise_power_loops(A, p):
    powered = A
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** p
    return powered
