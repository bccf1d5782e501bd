# fails: sgd.missing_hyperparameters_get_their_defaults
"""The default learning rate is that of Adam."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-3)
    return w - config["learning_rate"] * dw, config
