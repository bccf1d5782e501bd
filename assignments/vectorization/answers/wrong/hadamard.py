# %% hadamard_divided_the_other_way
# fails: hadamard.quotient_of_each_pair_of_entries
# near miss: this is B / A
"""B / A."""


def hadamard(A, B):
    return A * B, B / A


# %% hadamard_exchanged
# fails: hadamard.product_of_each_pair_of_entries, hadamard.quotient_of_each_pair_of_entries
"""The two results are exchanged."""


def hadamard(A, B):
    return A / B, A * B


# %% hadamard_floor
# fails: hadamard.quotient_of_each_pair_of_entries
# near miss: the quotients are rounded down
"""Whole quotients."""


def hadamard(A, B):
    return A * B, A // B


# %% hadamard_in_place
# fails: hadamard.factors_stay_as_they_were
"""A is divided in place."""


def hadamard(A, B):
    product = A * B
    A /= B
    return product, A


# %% hadamard_loops
# fails: hadamard.no_loop_over_entries
"""A loop over rows."""


def hadamard(A, B):
    product, quotient = np.zeros_like(A), np.zeros_like(A)
    for i in range(len(A)):
        product[i] = A[i] * B[i]
        quotient[i] = A[i] / B[i]
    return product, quotient


# %% hadamard_matrix_product
# fails: hadamard.product_of_each_pair_of_entries
# near miss: this is the matrix product
"""The matrix product."""


def hadamard(A, B):
    return A @ B.reshape(A.shape[1], -1), A / B
