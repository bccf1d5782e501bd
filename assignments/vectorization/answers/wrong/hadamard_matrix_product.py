# fails: hadamard.product_of_each_pair_of_entries
"""The matrix product."""


def hadamard(A, B):
    return A @ B.reshape(A.shape[1], -1), A / B
