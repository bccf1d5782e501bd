# fails: hadamard.product_of_each_pair_of_entries, hadamard.quotient_of_each_pair_of_entries
"""The two results are exchanged."""


def hadamard(A, B):
    return A / B, A * B
