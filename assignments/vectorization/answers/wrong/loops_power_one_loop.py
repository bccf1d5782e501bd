# fails: elementwise_power_loops.one_step_for_each_entry
"""Whole rows are raised at once."""


def elementwise_power_loops(A, p):
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        powered[i] = A[i] ** p
    return powered
