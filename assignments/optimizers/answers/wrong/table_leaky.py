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
