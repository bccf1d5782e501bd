# fails: elementwise_power_loops.result_has_the_dtype_of_the_inputs
"""np.zeros without a dtype is float64."""


def elementwise_power_loops(A, p):
    powered = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** p
    return powered
