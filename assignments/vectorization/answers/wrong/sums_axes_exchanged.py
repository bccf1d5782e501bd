# fails: axis_sums.sum_over_rows, axis_sums.sum_over_columns
"""Axes 0 and 1 exchanged."""


def axis_sums(A):
    return A.sum(axis=1), A.sum(axis=0), A.sum(axis=1, keepdims=True), A.sum()
