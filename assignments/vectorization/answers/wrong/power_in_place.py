# fails: elementwise_power.input_stays_as_it_was
"""A itself is raised."""


def elementwise_power(A, p):
    A **= p
    return A
