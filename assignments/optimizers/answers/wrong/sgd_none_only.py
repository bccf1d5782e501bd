# fails: sgd.missing_hyperparameters_get_their_defaults
"""Defaults count only when there is no config at all."""


def sgd(w, dw, config=None):
    if config is None:
        config = {"learning_rate": 1e-2}
    return w - config["learning_rate"] * dw, config
