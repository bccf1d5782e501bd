# fails: axis_sums.total_of_everything
"""The mean of everything."""


def axis_sums(A):
    return A.sum(axis=0), A.sum(axis=1), A.sum(axis=1, keepdims=True), A.mean()
