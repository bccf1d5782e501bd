# fails: sgd_momentum.inputs_stay_as_they_were
"""The first velocity is dw itself, and is then changed in place."""


def sgd_momentum(w, dw, config=None):
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    if "velocity" in config:
        config["velocity"].mul_(config["momentum"]).add_(dw)
    else:
        config["velocity"] = dw
    return w - config["learning_rate"] * config["velocity"], config
