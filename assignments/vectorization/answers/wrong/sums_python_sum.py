# fails: axis_sums.sums_without_loops
"""Python's own sum walks through the rows."""


def axis_sums(A):
    return sum(A), A.sum(axis=1), A.sum(axis=1, keepdims=True), A.sum()
