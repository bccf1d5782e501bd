# fails: comparison_table.first_moments_column, comparison_table.second_moments_column, comparison_table.leaky_moments_column, comparison_table.bias_correction_column
"""One of the six is missing."""


def comparison_table():
    return {
        "sgd": (False, False, False, False),
        "sgd_momentum": (True, False, False, False),
        "adagrad": (False, True, False, False),
        "rmsprop": (False, True, True, False),
        "adam": (True, True, True, True),
    }
