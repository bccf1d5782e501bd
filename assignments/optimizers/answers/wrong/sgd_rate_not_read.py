# fails: sgd.hyperparameters_are_read_from_config
"""The learning rate in config is never read."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w - 1e-2 * dw, config
