# fails: elementwise_power.arrays_of_any_shape
"""Only matrices are expected."""


def elementwise_power(A, p):
    rows, columns = A.shape
    return (A.reshape(rows, columns)) ** p
