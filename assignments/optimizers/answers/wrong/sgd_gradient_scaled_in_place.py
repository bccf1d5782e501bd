# fails: sgd.inputs_stay_as_they_were
"""The gradient is multiplied by the learning rate in place."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    dw *= config["learning_rate"]
    return w - dw, config
