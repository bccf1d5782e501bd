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
