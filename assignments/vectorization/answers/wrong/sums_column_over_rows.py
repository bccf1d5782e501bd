# fails: axis_sums.column_keeps_its_axis
"""The third sum is a row."""


def axis_sums(A):
    return A.sum(axis=0), A.sum(axis=1), A.sum(axis=0, keepdims=True), A.sum()
