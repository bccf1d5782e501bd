# fails: sgd.inputs_stay_as_they_were
"""w is changed in place."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    w -= config["learning_rate"] * dw
    return w, config
