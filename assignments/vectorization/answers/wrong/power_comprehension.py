# fails: elementwise_power.work_does_not_grow_with_the_array
"""A comprehension is a loop."""


def elementwise_power(A, p):
    return np.array([value**p for value in A.ravel()], dtype=A.dtype).reshape(A.shape)
