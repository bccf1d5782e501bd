# fails: axis_sums.sum_over_rows, axis_sums.sum_over_columns, axis_sums.column_keeps_its_axis, axis_sums.total_of_everything
"""Means, not sums."""


def axis_sums(A):
    return A.mean(axis=0), A.mean(axis=1), A.mean(axis=1, keepdims=True), A.mean()
