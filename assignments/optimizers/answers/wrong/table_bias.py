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
