# %% sums_axes_exchanged
# fails: axis_sums.sum_over_rows, axis_sums.sum_over_columns
# near miss: the axes are exchanged
"""Axes 0 and 1 exchanged."""


def axis_sums(A):
    return A.sum(axis=1), A.sum(axis=0), A.sum(axis=1, keepdims=True), A.sum()


# %% sums_column_over_rows
# fails: axis_sums.column_keeps_its_axis
"""The third sum is a row."""


def axis_sums(A):
    return A.sum(axis=0), A.sum(axis=1), A.sum(axis=0, keepdims=True), A.sum()


# %% sums_column_without_axis
# fails: axis_sums.column_keeps_its_axis
"""The third sum is a vector."""


def axis_sums(A):
    return A.sum(axis=0), A.sum(axis=1), A.sum(axis=1, keepdims=False), A.sum()


# %% sums_columns_kept
# fails: axis_sums.sum_over_columns
"""The second sum keeps its axis."""


def axis_sums(A):
    column = A.sum(axis=1, keepdims=True)
    return A.sum(axis=0), column, column, A.sum()


# %% sums_means
# fails: axis_sums.sum_over_rows, axis_sums.sum_over_columns, axis_sums.column_keeps_its_axis, axis_sums.total_of_everything
# near miss: this is a mean, not a sum
"""Means, not sums."""


def axis_sums(A):
    return A.mean(axis=0), A.mean(axis=1), A.mean(axis=1, keepdims=True), A.mean()


# %% sums_python_sum
# fails: axis_sums.sums_without_loops
"""Python's own sum walks through the rows."""


def axis_sums(A):
    return sum(A), A.sum(axis=1), A.sum(axis=1, keepdims=True), A.sum()


# %% sums_rows_kept
# fails: axis_sums.sum_over_rows
"""The first sum keeps its axis."""


def axis_sums(A):
    return A.sum(axis=0, keepdims=True), A.sum(axis=1), A.sum(axis=1, keepdims=True), A.sum()


# %% sums_total_is_a_mean
# fails: axis_sums.total_of_everything
"""The mean of everything."""


def axis_sums(A):
    return A.sum(axis=0), A.sum(axis=1), A.sum(axis=1, keepdims=True), A.mean()
