# fails: axis_sums.sum_over_rows
"""The first sum keeps its axis."""


def axis_sums(A):
    return A.sum(axis=0, keepdims=True), A.sum(axis=1), A.sum(axis=1, keepdims=True), A.sum()
