# fails: axis_sums.sum_over_columns
"""The second sum keeps its axis."""


def axis_sums(A):
    column = A.sum(axis=1, keepdims=True)
    return A.sum(axis=0), column, column, A.sum()
