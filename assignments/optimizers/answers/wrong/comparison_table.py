# %% table_bias
# fails: comparison_table.bias_correction_column
"""RMSProp is said to correct the bias."""


def comparison_table():
    return {
        "sgd": (False, False, False, False),
        "sgd_momentum": (True, False, False, False),
        "nesterov": (True, False, False, False),
        "adagrad": (False, True, False, False),
        "rmsprop": (False, True, True, True),
        "adam": (True, True, True, True),
    }


# %% table_first_moments
# fails: comparison_table.first_moments_column
"""RMSProp is said to track first moments."""


def comparison_table():
    return {
        "sgd": (False, False, False, False),
        "sgd_momentum": (True, False, False, False),
        "nesterov": (True, False, False, False),
        "adagrad": (False, True, False, False),
        "rmsprop": (True, True, True, False),
        "adam": (True, True, True, True),
    }


# %% table_lacks_nesterov
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


# %% table_leaky
# fails: comparison_table.leaky_moments_column
"""AdaGrad is said to leak."""


def comparison_table():
    return {
        "sgd": (False, False, False, False),
        "sgd_momentum": (True, False, False, False),
        "nesterov": (True, False, False, False),
        "adagrad": (False, True, True, False),
        "rmsprop": (False, True, True, False),
        "adam": (True, True, True, True),
    }


# %% table_second_moments
# fails: comparison_table.second_moments_column
"""AdaGrad is said not to track second moments."""


def comparison_table():
    return {
        "sgd": (False, False, False, False),
        "sgd_momentum": (True, False, False, False),
        "nesterov": (True, False, False, False),
        "adagrad": (False, False, False, False),
        "rmsprop": (False, True, True, False),
        "adam": (True, True, True, True),
    }
