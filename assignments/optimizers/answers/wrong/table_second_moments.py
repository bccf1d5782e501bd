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
