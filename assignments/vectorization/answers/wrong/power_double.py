# fails: elementwise_power.result_has_the_dtype_of_the_inputs
"""The result is always float64."""


def elementwise_power(A, p):
    return A.astype(np.float64) ** p
