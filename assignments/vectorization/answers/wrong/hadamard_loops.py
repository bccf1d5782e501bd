# fails: hadamard.no_loop_over_entries
"""A loop over rows."""


def hadamard(A, B):
    product, quotient = np.zeros_like(A), np.zeros_like(A)
    for i in range(len(A)):
        product[i] = A[i] * B[i]
        quotient[i] = A[i] / B[i]
    return product, quotient
