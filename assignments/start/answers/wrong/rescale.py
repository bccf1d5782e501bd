# %% rescale_only_divided
# fails: rescale.smallest_becomes_0_and_largest_1
# near miss: x was divided by its largest number, but nothing was subtracted
"""Divided by the largest."""


def rescale(x):
    return x / x.max()


# %% rescale_only_shifted
# fails: rescale.smallest_becomes_0_and_largest_1
# near miss: the smallest number was subtracted, but nothing was divided
"""Shifted, not scaled."""


def rescale(x):
    return x - x.min()


# %% rescale_divided_by_largest
# fails: rescale.smallest_becomes_0_and_largest_1
# near miss: after the subtraction, the largest number is no longer x.max()
"""Divided by the largest of the numbers before."""


def rescale(x):
    return (x - x.min()) / x.max()


# %% rescale_standardized
# fails: rescale.smallest_becomes_0_and_largest_1
# near miss: this makes the mean 0 and the standard deviation 1
"""Mean 0 and standard deviation 1."""


def rescale(x):
    return (x - x.mean()) / x.std()


# %% rescale_by_rows
# fails: rescale.smallest_becomes_0_and_largest_1
# near miss: each row was rescaled by itself
"""Each row by itself."""


def rescale(x):
    low, high = x.amin(dim=-1, keepdim=True), x.amax(dim=-1, keepdim=True)
    return (x - low) / (high - low)
