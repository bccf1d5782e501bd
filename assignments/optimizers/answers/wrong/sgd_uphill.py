# fails: sgd.first_step_follows_the_formula
"""The step is added."""


def sgd(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w + config["learning_rate"] * dw, config
