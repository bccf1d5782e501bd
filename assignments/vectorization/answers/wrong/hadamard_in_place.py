# fails: hadamard.factors_stay_as_they_were
"""A is divided in place."""


def hadamard(A, B):
    product = A * B
    A /= B
    return product, A
